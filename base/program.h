/*
 * program - find the file of a program, as a shell does
 */
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

/*
 * The absolute path of `program`, looked up in `path` (the value of a PATH;
 * NULL: that of this process). A name with a slash is taken as a path. The
 * caller frees the result; NULL when there is no such executable file.
 */
char *program_find(const char *program, const char *path);

#endif
