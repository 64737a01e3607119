#ifndef AUTOJIT_RECORDER_END_H
#define AUTOJIT_RECORDER_END_H

/* Writes to `path` how a program ended: its status as waitpid has it, and whether it was asked to. The file is complete or not there. */
void note_end(const char *path, int status, int asked);

#endif
