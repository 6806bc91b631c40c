/*
 * place - a directory of a test's own, gone with it
 */
#ifndef TESTS_BASE_PLACE_H
#define TESTS_BASE_PLACE_H

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/child.h"

static char place[64];

static inline int place_make(void **state)
{
	(void)state;
	snprintf(place, sizeof(place), "/tmp/reeve-test-XXXXXX");
	return mkdtemp(place) ? 0 : -1;
}

static inline int place_remove(void **state)
{
	const char *argv[] = { "rm", "-rf", "--", place, NULL };
	struct child child = CHILD_INIT;
	int rc;

	(void)state;
	child.argv = (char *const *)argv;
	rc = child_check(&child, NULL);
	child_clear(&child);
	return rc;
}

/* PLACE/NAME; good until eight more were asked for. */
static inline const char *in_place(const char *name)
{
	static char paths[8][PATH_MAX];
	static unsigned next;
	char *path = paths[next++ % 8];

	snprintf(path, PATH_MAX, "%s/%s", place, name);
	return path;
}

#endif
