#ifndef AUTOJIT_RECORDER_TITLE_H
#define AUTOJIT_RECORDER_TITLE_H

/* Writes the program's command line to the terminal, as one would type it. */
void show_title(char *const *command);

#endif
