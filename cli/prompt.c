/*
 * prompt - what a task is to do: see prompt.h
 *
 * The limits are those of what carries it: JSON to reeved, a file and the
 * agent's standard input from there. A prompt that one of them would change
 * is refused here, where a person can still see why.
 */
#include "cli/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"

int read_stream(char **bytes, size_t *len, int fd, size_t max, const char *what,
	struct err *err)
{
	struct str text = STR_INIT;
	char chunk[65536];
	ssize_t n;

	while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			err_sys(err, "cannot read '%s'", what);
			goto fail;
		}
		str_add_bytes(&text, chunk, (size_t)n);
		if (text.len > max) {
			err_set(err, EXIT_WRONG_USE,
				"cannot read '%s': it is over %zu KiB", what,
				max >> 10);
			goto fail;
		}
	}
	*len = text.len;
	*bytes = text.text ? str_take(&text) : mem_copy("");
	return 0;
fail:
	str_clear(&text);
	return -1;
}

static int read_file(
	char **prompt, size_t *len, const char *file, struct err *err)
{
	bool is_stdin = !strcmp(file, "-");
	int fd = is_stdin ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
	int rc;

	if (fd < 0) {
		err_sys(err, "cannot read the prompt: '%s'", file);
		if (err && errno == ENOENT)
			err->code = EXIT_WRONG_USE;
		return -1;
	}
	rc = read_stream(prompt, len, fd, PROMPT_MAX_BYTES,
		is_stdin ? "standard input" : file, err);
	if (!is_stdin)
		close(fd);
	return rc;
}

static char *join(char *const *words)
{
	struct str text = STR_INIT;

	for (size_t i = 0; words[i]; i++)
		str_addf(&text, "%s%s", i ? " " : "", words[i]);
	return str_take(&text);
}

static int check(const char *prompt, size_t len, struct err *err)
{
	if (len > PROMPT_MAX_BYTES)
		err_set(err, EXIT_WRONG_USE,
			"cannot use this prompt: it is over %zu KiB",
			PROMPT_MAX_BYTES >> 10);
	else if (strlen(prompt) != len)
		err_set(err, EXIT_WRONG_USE,
			"cannot use this prompt: it has a NUL byte in it");
	else if (!text_is_utf8(prompt, len))
		err_set(err, EXIT_WRONG_USE,
			"cannot use this prompt: it is no UTF-8 text");
	else
		return 0;
	return err_hint(
		err, "put it into a file, and name the file in the prompt");
}

int prompt_read(
	char **prompt, char *const *words, const char *file, struct err *err)
{
	char *text = NULL;
	size_t len = 0;

	if (file && words && words[0]) {
		err_set(err, EXIT_WRONG_USE, "two prompts: '%s', and words",
			file);
		return err_hint(err, "either --prompt-file or words");
	}
	if (file && read_file(&text, &len, file, err) < 0)
		return -1;
	if (!file && words && words[0]) {
		text = join(words);
		len = text ? strlen(text) : 0;
	}
	if (text && check(text, len, err) < 0) {
		free(text);
		return -1;
	}
	*prompt = text;
	return 0;
}
