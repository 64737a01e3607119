/*
 * What LLVM would destroy at exit is left as it is: another thread, or a destructor of the program's, may still need code then. Hidden, so it serves
 * what is linked into the engine and nothing else.
 */
int __cxa_atexit(void (*destroy)(void *), void *object, void *library);
int __cxa_atexit(void (*destroy)(void *), void *object, void *library) { return 0; }
