#ifndef AUTOJIT_OWN_PAGES_H
#define AUTOJIT_OWN_PAGES_H

#ifdef __cplusplus
extern "C" {
#endif

/* What was read of this library's code and constants is not needed in memory for now. */
__attribute__((visibility("hidden"))) void leave_own_pages(void);

#ifdef __cplusplus
}
#endif

#endif
