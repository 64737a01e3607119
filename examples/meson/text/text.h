#ifndef TEXT_H
#define TEXT_H

/* Each changes `text` in place. */
void text_rotate(char *text, int by);
void text_reverse(char *text);
void text_upper(char *text);

#endif
