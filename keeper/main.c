/*
 * main - reeve-keeper STATE NAME
 *
 * tmux starts the keeper as the command of a pane, and the keeper starts the
 * agent. It is the agent's parent, so it is the only process that can learn
 * how the agent ended. It knows nothing about tasks, retries or the store:
 * what it does not know cannot break it.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keeper/keeper.h"

#define NAME_BYTES 64
#define LETTERS    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

static struct keeper keeper;

struct path keeper_beside(const char *program)
{
	struct path path;
	ssize_t n = readlink("/proc/self/exe", path.text, PATH_MAX - 1);
	size_t room;
	char *name;

	path.text[n < 0 ? 0 : n] = '\0';
	name = strrchr(path.text, '/');
	name = name ? name + 1 : path.text;
	room = PATH_MAX - (size_t)(name - path.text);
	snprintf(name, room, "%s", program);
	return path;
}

static bool is_name(const char *name)
{
	size_t len = strlen(name);

	return len >= 1 && len <= NAME_BYTES && strchr(LETTERS, name[0]) &&
	       strspn(name, LETTERS "0123456789_-") == len;
}

static int fail(const struct err *err)
{
	fprintf(stderr, "reeve-keeper: %s\n", err->message);
	return err->code ? (int)err->code : EXIT_TRY_LATER;
}

static int check(int argc, char **argv, struct err *err)
{
	if (argc != 3)
		return err_set(err, EXIT_WRONG_USE,
			"wrong use: STATE and NAME are needed");
	if (argv[1][0] != '/' || strlen(argv[1]) > PATH_MAX - 256)
		return err_set(err, EXIT_WRONG_USE,
			"wrong state directory: '%.200s': not an absolute path",
			argv[1]);
	if (!is_name(argv[2]))
		return err_set(err, EXIT_WRONG_USE,
			"wrong name: '%.100s': letters, digits, _ and - only",
			argv[2]);
	return 0;
}

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;

	if (check(argc, argv, &err) < 0)
		return fail(&err);
	umask(077);
	if (chdir("/") < 0) {
		err_sys(&err, "cannot enter '/'");
		return fail(&err);
	}
	keeper.state = argv[1];
	keeper.name = argv[2];
	if (keeper_open(&keeper, &err) < 0)
		return fail(&err);
	terminal_say(&keeper.terminal, "reeve: %s: getting ready", argv[2]);
	keeper_loop(&keeper);
	keeper_close(&keeper);
	return EXIT_DONE;
}
