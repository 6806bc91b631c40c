/*
 * fuzz_events - whatever a CLI prints, it is judged and shown without harm
 *
 * The same bytes as claude's and as codex's: read for success, failure and
 * session, and rendered for people; what they see is clean.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "agents/render/render.h"
#include "model/config/config.h"
#include "agents/read/agent_events.h"
#include "agents/read/model_wait.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct config config;
static char path[] = "/tmp/fuzz-events-XXXXXX";
static int input, shown;

static void remove_input(void)
{
	unlink(path);
}

/* Standard output is a file of ours; libFuzzer speaks on standard error. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	input = mkstemp(path);
	shown = memfd_create("shown", MFD_CLOEXEC);
	if (input < 0 || shown < 0 || dup2(shown, STDOUT_FILENO) < 0 ||
		config_load(&config, NULL, NULL, NULL) < 0)
		abort();
	atexit(remove_input);
	return 0;
}

static void judge(const char *profile)
{
	struct usage_counter used = { 0 };
	struct agent_events events;
	struct model_wait wait;

	agent_events_read(&events, config_profile(&config, profile), path);
	if (events.success && events.failure)
		abort();
	agent_events_clear(&events);
	usage_count_file(
		&used, config_profile(&config, profile)->usage, path, 1 << 20);
	if (used.sum.input < 0 || used.sum.output < 0 || used.sum.cost < 0)
		abort();
	model_wait_read(&wait, config_profile(&config, profile), path);
}

static void render(const char *reader, const char *bytes, size_t size)
{
	const char *end = bytes + size;

	while (bytes < end) {
		const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
		size_t len = (size_t)((stop ? stop : end) - bytes);
		cJSON *event =
			json_parse_event(bytes, len, JSON_MAX_BYTES, NULL);

		if (event)
			render_find(reader)->event(event);
		cJSON_Delete(event);
		bytes += len + 1;
	}
}

static void check_shown(void)
{
	off_t len;
	char *text;

	fflush(stdout);
	len = lseek(shown, 0, SEEK_CUR);
	text = malloc((size_t)len + 1);
	if (!text || pread(shown, text, (size_t)len, 0) != len)
		abort();
	text[len] = '\0';
	if (!text_is_utf8(text, (size_t)len))
		abort();
	for (off_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < ' ' && text[i] != '\n' &&
			text[i] != '\t')
			abort();
	free(text);
	if (ftruncate(shown, 0) < 0 || lseek(shown, 0, SEEK_SET) < 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (ftruncate(input, 0) < 0 ||
		pwrite(input, data, size, 0) != (ssize_t)size)
		abort();
	judge("claude");
	judge("codex");
	render("claude", (const char *)data, size);
	render("codex", (const char *)data, size);
	check_shown();
	return 0;
}
