/*
 * path - the parts of a file's path, as text; no file is looked at
 */
#ifndef BASE_PATH_H
#define BASE_PATH_H

/*
 * The directory part, without the last `/`: "/a/b" gives "/a", "/a" gives "".
 * NULL where there is no `/`. The caller frees it.
 */
char *path_parent(const char *path);

/* The last component; it lies in `path`. */
const char *path_base(const char *path);

#endif
