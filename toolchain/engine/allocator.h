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

/* Gives back what of this thread's blocks, or its seat's, nobody uses any more. Takes a while; for when there is nothing else to do. */
__attribute__((visibility("hidden"))) void give_unused_back(void);

#ifdef __cplusplus
}
#endif

#endif
