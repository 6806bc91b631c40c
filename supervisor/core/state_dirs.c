/*
 * state_dirs - make the directories that reeved works with: see state_dirs.h
 */
#include "supervisor/core/state_dirs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/paths.h"

int state_dirs_make(const char *state, struct err *err)
{
	static const char *const below[] = { "runs", "records", "keepers",
		"checkpoints", "env" };

	if (directory_claim(state, err) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(below) / sizeof(*below); i++)
		if (directory_claim(path_state(state, below[i]).text, err) < 0)
			return -1;
	return 0;
}

static int claim_place(struct host *host, char **place, const char *wanted,
	const char *name, struct err *err)
{
	struct path instead = path_state(host->state, name);
	struct err why = ERR_INIT;

	if (directory_claim(wanted, &why) == 0) {
		mem_replace(place, wanted);
		return 0;
	}
	if (directory_claim(instead.text, err) < 0)
		return -1;
	mem_replace(place, instead.text);
	log_warn("%s; '%s' is used instead", why.message, instead.text);
	argv_addf(&host->problems, "%s; '%s' is used instead", why.message,
		instead.text);
	return 0;
}

int state_dirs_claim(
	struct host *host, const struct config *config, struct err *err)
{
	if (claim_place(host, &host->checkpoints, config->checkpoints_path,
		    "agent-checkpoints", err) < 0 ||
		claim_place(host, &host->results, config->results_path,
			"results", err) < 0 ||
		claim_place(host, &host->logs, config->logs_path, "logs", err) <
			0)
		return -1;
	return 0;
}

static void add(struct str *bytes, const char *key, const char *value)
{
	str_addf(bytes, "%s=%s", key, value);
	str_add_bytes(bytes, "", 1);
}

/* What reeved itself needs again; nothing of what agents are given. */
static bool is_kept(const char *pair)
{
	static const char *const prefixes[] = { "HOME=", "PATH=", "USER=",
		"LOGNAME=", "SHELL=", "LANG=", "LC_",
		"TZ=", "TMPDIR=", "TMUX_TMPDIR=", "XDG_", "REEVE_",
		/* to notify with: a desktop, a proxy */
		"DBUS_SESSION_BUS_ADDRESS=", "DISPLAY=", "WAYLAND_DISPLAY=",
		"XAUTHORITY=", "http_proxy=", "https_proxy=", "HTTPS_PROXY=",
		"all_proxy=", "ALL_PROXY=", "no_proxy=", "NO_PROXY=" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (!strncmp(pair, prefixes[i], strlen(prefixes[i])))
			return true;
	return false;
}

int state_dirs_write_start(
	const struct host *host, const char *config_path, struct err *err)
{
	struct path path = path_state(host->state, "start");
	char *program = mem_format("%s/reeved", host->programs);
	struct str bytes = STR_INIT;
	int rc;

	add(&bytes, "launch", "1");
	add(&bytes, "directory", "/");
	add(&bytes, "program", program);
	add(&bytes, "argv", "reeved");
	add(&bytes, "argv", "--state");
	add(&bytes, "argv", host->state);
	add(&bytes, "argv", "--unless-down");
	if (config_path) {
		add(&bytes, "argv", "--config");
		add(&bytes, "argv", config_path);
	}
	for (char **pair = environ; *pair; pair++)
		if (is_kept(*pair))
			add(&bytes, "env", *pair);
	rc = file_replace(path.text, bytes.text, bytes.len, FILE_NO_SYNC, err);
	str_clear(&bytes);
	free(program);
	return rc;
}
