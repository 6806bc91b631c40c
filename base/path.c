/*
 * path - the parts of a file's path: see path.h
 */
#include "base/path.h"

#include <string.h>

#include "base/mem.h"

char *path_parent(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? mem_copy_bytes(path, (size_t)(slash - path)) : NULL;
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}
