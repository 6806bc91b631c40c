/*
 * launch - exactly how a run is started: see launch.h
 */
#include "model/launch.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/kv.h"

#define DEFAULT_GRACE_MS         10000
#define DEFAULT_TRANSCRIPT_BYTES (8 << 20)

/* All values of a key as a NULL-terminated array into the bytes. */
static char **values_of(const struct launch *launch, const char *key)
{
	size_t at = 0, count = 0;
	const char *value;
	char **values;

	while (kv_next(launch->bytes, launch->len, key, &at))
		count++;
	values = calloc(count + 1, sizeof(*values));
	if (!values)
		return NULL;
	at = count = 0;
	while ((value = kv_next(launch->bytes, launch->len, key, &at)))
		values[count++] = (char *)value;
	return values;
}

static const char *get(const struct launch *launch, const char *key)
{
	return kv_get(launch->bytes, launch->len, key);
}

static int64_t get_number(
	const struct launch *launch, const char *key, int64_t otherwise)
{
	return kv_get_number(launch->bytes, launch->len, key, otherwise);
}

static const char *get_or_empty(const struct launch *launch, const char *key)
{
	const char *value = get(launch, key);

	return value ? value : "";
}

static void fill(struct launch *launch)
{
	launch->run = get_or_empty(launch, "run");
	launch->agent = get_or_empty(launch, "agent");
	launch->profile = get_or_empty(launch, "profile");
	launch->host = get_or_empty(launch, "host");
	launch->boot_id = get_or_empty(launch, "boot_id");
	launch->directory = get(launch, "directory");
	launch->program = get(launch, "program");
	launch->stdin_path = get(launch, "stdin");
	launch->render = get(launch, "render");
	launch->argv = values_of(launch, "argv");
	launch->env = values_of(launch, "env");
	launch->epoch = get_number(launch, "epoch", 0);
	launch->stop_signal = (int)get_number(launch, "stop_signal", SIGTERM);
	launch->grace_ms = get_number(launch, "grace_ms", DEFAULT_GRACE_MS);
	launch->transcript_bytes = get_number(
		launch, "transcript_bytes", DEFAULT_TRANSCRIPT_BYTES);
}

int launch_read(struct launch *launch, const char *path, struct err *err)
{
	const char *why = NULL;

	memset(launch, 0, sizeof(*launch));
	if (file_read(&launch->bytes, &launch->len, path, LAUNCH_MAX_BYTES,
		    err) < 0)
		return -1;
	fill(launch);
	if (get_number(launch, "launch", 0) != LAUNCH_VERSION)
		why = "not a launch of version 1";
	else if (!launch->program || !launch->directory)
		why = "no program or no directory";
	else if (!launch->argv || !launch->env)
		why = "out of memory";
	else if (!launch->argv[0])
		why = "no argv";
	if (!why)
		return 0;
	err_set(err, EXIT_WRONG_USE, "cannot read launch: '%s': %s", path, why);
	launch_clear(launch);
	return -1;
}

void launch_clear(struct launch *launch)
{
	free(launch->argv);
	free(launch->env);
	free(launch->bytes);
	memset(launch, 0, sizeof(*launch));
}
