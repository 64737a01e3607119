/*
 * What the daemon tells the allocator that it shares with a process's own engine.
 */
#ifndef AUTOJIT_ALLOCATOR_H
#define AUTOJIT_ALLOCATOR_H

#ifdef __cplusplus
extern "C" {
#endif

/* From now on each thread has blocks of its own. The daemon says so first of all, while it has one thread. */
__attribute__((visibility("hidden"))) void serve_threads_of_daemon(void);

#ifdef __cplusplus
}
#endif

#endif
