/*
 * Linked into the programs of preset tsan, beside ThreadSanitizer's runtime: instrumented code whose constructor starts that runtime before main
 * makes threads. The rest of the program stays as a user's is, so its functions are lazy.
 */
int autojit_tsan_start;
int autojit_tsan_touch(void);
int autojit_tsan_touch(void) { return autojit_tsan_start; }
