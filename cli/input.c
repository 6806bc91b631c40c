/*
 * input - prompts and files that a command reads: see input.h
 *
 * A prompt is carried by JSON, by a file and by the agent's standard input. A
 * prompt that one of these would change is refused here.
 */
#include "cli/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"

static int input_read_stream(
	struct str *text, int fd, size_t max, const char *name, struct err *err)
{
	char chunk[65536];
	ssize_t n;

	while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, "cannot read input: '%s'", name);
		str_add_bytes(text, chunk, (size_t)n);
		if (text->len > max)
			return err_set(err, EXIT_WRONG_USE,
				"cannot read input: '%s': larger than %zu KiB",
				name, max >> 10);
	}
	return 0;
}

const char *input_name(const char *file)
{
	return strcmp(file, "-") ? file : "standard input";
}

int input_read_file(char **bytes, size_t *len, const char *file, size_t max,
	struct err *err)
{
	bool is_stdin = !strcmp(file, "-");
	int fd = is_stdin ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
	struct str text = STR_INIT;
	int rc;

	if (fd < 0) {
		err_sys(err, "cannot read input: '%s'", file);
		if (errno == ENOENT)
			err->code = EXIT_WRONG_USE;
		return -1;
	}
	rc = input_read_stream(&text, fd, max, input_name(file), err);
	if (!is_stdin)
		close(fd);
	if (rc < 0) {
		str_clear(&text);
		return rc;
	}
	*len = text.len;
	*bytes = text.text ? str_take(&text) : mem_copy("");
	return 0;
}

static char *prompt_join(char *const *words)
{
	struct str text = STR_INIT;

	for (size_t i = 0; words[i]; i++)
		str_addf(&text, "%s%s", i ? " " : "", words[i]);
	return str_take(&text);
}

static int prompt_check(const char *prompt, size_t len, struct err *err)
{
	if (len > PROMPT_MAX_BYTES)
		err_set(err, EXIT_WRONG_USE,
			"cannot use the prompt: larger than %zu KiB",
			PROMPT_MAX_BYTES >> 10);
	else if (strlen(prompt) != len)
		err_set(err, EXIT_WRONG_USE,
			"cannot use the prompt: it contains a NUL byte");
	else if (!text_is_utf8(prompt, len))
		err_set(err, EXIT_WRONG_USE,
			"cannot use the prompt: not UTF-8 text");
	else
		return 0;
	return err_hint(err,
		"put the text into a file, and name the file in the prompt");
}

int input_read_prompt(
	char **prompt, char *const *words, const char *file, struct err *err)
{
	char *text = NULL;
	size_t len = 0;

	if (file && words && words[0]) {
		err_set(err, EXIT_WRONG_USE,
			"two prompts: '%s': words are given as well", file);
		return err_hint(err, "either --prompt-file or words");
	}
	if (file &&
		input_read_file(&text, &len, file, PROMPT_MAX_BYTES, err) < 0)
		return -1;
	if (!file && words && words[0]) {
		text = prompt_join(words);
		len = text ? strlen(text) : 0;
	}
	if (text && prompt_check(text, len, err) < 0) {
		free(text);
		return -1;
	}
	*prompt = text;
	return 0;
}
