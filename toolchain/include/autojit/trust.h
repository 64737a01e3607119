/* Whom files are trusted that code, or what leads to code, is taken from. */
#ifndef AUTOJIT_TRUST_H
#define AUTOJIT_TRUST_H

#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

/* This user's own, and nobody else's to write. Of a name that others may give away ask lstat() or fstat(). */
static inline bool autojit_is_private(const struct stat *info) { return info->st_uid == geteuid() && !(info->st_mode & (S_IWGRP | S_IWOTH)); }
static inline bool autojit_is_private_file(const struct stat *info) { return S_ISREG(info->st_mode) && autojit_is_private(info); }
static inline bool autojit_is_private_folder(const struct stat *info) { return S_ISDIR(info->st_mode) && autojit_is_private(info); }

#endif
