/*
 * scratch - a temporary directory with a real repository, made by git
 */
#ifndef TESTS_DISPATCHER_SCRATCH_H
#define TESTS_DISPATCHER_SCRATCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "model/config/config.h"

struct scratch {
	char directory[64];
	char root[80]; /* the repository, in DIRECTORY/repo */
	struct config config;
};

/* Runs a shell line in DIRECTORY, with what git needs; its exit code. */
static inline int shell(struct scratch *scratch, const char *format, ...)
{
	char *line = NULL, *all;
	va_list args;
	int status;

	va_start(args, format);
	assert_true(vasprintf(&line, format, args) > 0);
	va_end(args);
	all = mem_format("cd '%s' && { %s\n} 2>>'%s/shell.log'",
		scratch->directory, line, scratch->directory);
	status = system(all);
	free(all);
	free(line);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define sh(...) assert_int_equal(shell(__VA_ARGS__), 0)

/* The first line a shell line prints; the caller frees it. */
static inline char *answer(struct scratch *scratch, const char *format, ...)
{
	char *line = NULL, *all, text[4096] = "";
	va_list args;
	FILE *from;

	va_start(args, format);
	assert_true(vasprintf(&line, format, args) > 0);
	va_end(args);
	all = mem_format("cd '%s' && %s", scratch->directory, line);
	from = popen(all, "r");
	assert_non_null(from);
	if (!fgets(text, sizeof(text), from))
		text[0] = '\0';
	pclose(from);
	text[strcspn(text, "\n")] = '\0';
	free(all);
	free(line);
	return mem_copy(text);
}

#define assert_answer(scratch, expected, ...)                                  \
	do {                                                                   \
		char *answer_ = answer(scratch, __VA_ARGS__);                  \
		assert_string_equal(answer_, expected);                        \
		free(answer_);                                                 \
	} while (0)

static inline int scratch_open(void **state)
{
	struct scratch *scratch = mem_alloc(sizeof(*scratch));

	strcpy(scratch->directory, "/tmp/reeve-test-XXXXXX");
	assert_non_null(mkdtemp(scratch->directory));
	snprintf(scratch->root, sizeof(scratch->root), "%s/repo",
		scratch->directory);
	setenv("HOME", scratch->directory, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	unsetenv("XDG_CONFIG_HOME");
	scratch->config.git_program = mem_copy("git");
	scratch->config.git_large_tree_files = 2000;
	scratch->config.git_checkout_workers = 2;
	sh(scratch, "git config --global user.name Somebody;"
		    "git config --global user.email some@body;"
		    "git config --global init.defaultBranch main;"
		    "git config --global protocol.file.allow always;"
		    "git init -q repo && cd repo && mkdir sub &&"
		    "echo one >a && echo two >sub/b && echo '#!/bin/sh' >run &&"
		    "chmod +x run && ln -s a link && echo '*.o' >.gitignore &&"
		    "git add . && git commit -qm first &&"
		    "echo more >>a && git commit -qam second");
	*state = scratch;
	return 0;
}

static inline int scratch_close(void **state)
{
	struct scratch *scratch = *state;
	char *line = mem_format("rm -rf '%s'", scratch->directory);

	assert_int_equal(system(line), 0);
	free(line);
	free(scratch->config.git_program);
	free(scratch);
	return 0;
}

#endif
