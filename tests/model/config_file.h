/*
 * config_file - loads a config from a text and one variable
 */
#ifndef TESTS_MODEL_CONFIG_FILE_H
#define TESTS_MODEL_CONFIG_FILE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "model/config/config.h"

/* Writes `text` to a file, loads it with `pair` in the environment. */
static inline int load(struct config *config, const char *text,
	const char *pair, struct err *err)
{
	char path[] = "/tmp/reeve-config-XXXXXX";
	char *copy = mem_copy(pair);
	char *env[] = { copy, NULL };
	int fd = mkstemp(path), rc;

	*err = ERR_INIT;
	assert_true(fd >= 0);
	assert_int_equal(write_all(fd, text, strlen(text)), 0);
	close(fd);
	rc = config_load(config, path, env, err);
	/* So that messages can be compared. */
	if (rc < 0 && !strncmp(err->message, path, strlen(path)))
		memmove(err->message, err->message + strlen(path),
			strlen(err->message + strlen(path)) + 1);
	unlink(path);
	free(copy);
	return rc;
}

#endif
