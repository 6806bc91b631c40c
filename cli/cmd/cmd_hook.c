/*
 * reeve hook - record an event of an agent's CLI
 *
 * The CLI runs this command during the agent's work, so the command is fast,
 * prints nothing and never fails. An event that cannot be recorded is dropped.
 * The event becomes a line of hooks.jsonl in the run's directory (that of
 * REEVE_PROMPT_FILE); some events also change the checkpoint.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "checkpoints/hook.h"
#include "cli/command.h"
#include "model/task.h"

#define TIMEOUT_SECONDS 5
#define FILE_MAX_BYTES  ((off_t)1 << 20)

/* STATE/runs/12.2 of STATE/runs/12.2/prompt; NULL if that is not our run. */
static char *hook_find_run(void)
{
	const char *path = getenv("REEVE_PROMPT_FILE");
	const char *run = getenv("REEVE_RUN");
	const char *slash = path ? strrchr(path, '/') : NULL;
	int64_t task, number;
	struct stat st;
	char *directory, *name;

	if (!slash || *path != '/' || strcmp(slash, "/prompt") != 0 || !run ||
		!run_id_parse(run, &task, &number))
		return NULL;
	directory = mem_copy_bytes(path, (size_t)(slash - path));
	name = strrchr(directory, '/');
	if (!strcmp(name + 1, run) && lstat(directory, &st) == 0 &&
		S_ISDIR(st.st_mode) && st.st_uid == getuid())
		return directory;
	free(directory);
	return NULL;
}

/* The time of the run's launch; an older checkpoint is an earlier run's. */
static int64_t hook_run_started_ms(const char *directory)
{
	char *path = mem_format("%s/prompt", directory);
	struct stat st;
	int64_t ms = 0;

	if (lstat(path, &st) == 0)
		ms = (int64_t)st.st_mtim.tv_sec * 1000 +
		     st.st_mtim.tv_nsec / 1000000;
	free(path);
	return ms;
}

/* One write, so that concurrent lines do not mix. A full file starts again. */
static void hook_append_line(const char *directory, const char *line)
{
	char *path = mem_format("%s/hooks.jsonl", directory);
	int fd = open(path,
		O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW |
			O_NONBLOCK,
		0600);
	struct stat st;

	free(path);
	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		if (st.st_size > FILE_MAX_BYTES && ftruncate(fd, 0) < 0)
			st.st_size = 0;
		if (write(fd, line, strlen(line)) < 0)
			errno = 0;
	}
	close(fd);
}

static void hook_note_event(const char *directory, const cJSON *event)
{
	struct checkpoint_change change = { 0 };
	const char *path = getenv("REEVE_CHECKPOINT");
	const char *task = getenv("REEVE_TASK");
	char *line = hook_line(event, clock_wall_ms());

	if (line)
		hook_append_line(directory, line);
	if (line && path && *path && hook_change(&change, event)) {
		change.since_ms = hook_run_started_ms(directory);
		checkpoint_update(path, getenv("REEVE_AGENT"),
			task ? strtoll(task, NULL, 10) : 0, &change, NULL);
	}
	argv_clear(&change.files);
	free(line);
}

static void hook_read_input(struct str *input)
{
	char bytes[16384];
	ssize_t len;

	while (input->len <= HOOK_MAX_BYTES &&
		(len = read(STDIN_FILENO, bytes, sizeof(bytes))) > 0)
		str_add_bytes(input, bytes, (size_t)len);
}

static void hook_give_up(int number)
{
	(void)number;
	_exit(EXIT_DONE);
}

static int hook_run(struct call *call, struct err *err)
{
	struct str input = STR_INIT;
	char *directory = hook_find_run();
	cJSON *event;

	(void)call;
	(void)err;
	if (!directory)
		return EXIT_DONE;
	/* The CLI may never close our standard input. */
	signal(SIGALRM, hook_give_up);
	alarm(TIMEOUT_SECONDS);
	hook_read_input(&input);
	event = json_parse_event(
		str_text(&input), input.len, HOOK_MAX_BYTES, NULL);
	if (event)
		hook_note_event(directory, event);
	cJSON_Delete(event);
	str_clear(&input);
	free(directory);
	return EXIT_DONE;
}

const struct command command_hook = {
	.name = "hook",
	.usage = "",
	.summary = "for agents' hooks: record the event on standard input",
	.details = "The command prints nothing and never fails.",
	.run = hook_run,
};
