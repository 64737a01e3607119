/*
 * What became of a link, for `autojit build`: a line of JSON in the file that AUTOJIT_LINK_LOG names (protocol/link-log.ts is its schema).
 */
#ifndef AUTOJIT_LINKER_LOG_H
#define AUTOJIT_LINKER_LOG_H

/* `reason`: why it was done; null: it was skipped. */
void log_link(const char *output, const char *reason);

#endif
