/*
 * reeved - supervise the agents of one state directory
 *
 * reeved --state DIR [--config FILE] [--standby] [--unless-down] [--foreground]
 * reeved --state DIR --check [--fix]
 * reeved --state DIR --read
 *
 * Without --foreground it goes into the background and returns once it listens
 * (0), when another leads already (0), or with the reason it could not start.
 */
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd_limit.h"
#include "base/file.h"
#include "base/log.h"
#include "model/paths.h"
#include "supervisor/doctor.h"
#include "supervisor/daemon.h"
#include "supervisor/lead/lease.h"
#include "supervisor/core/state_dirs.h"
#include "supervisor/read.h"

struct options {
	const char *state, *config;
	bool standby, unless_down, foreground, check, fix, read;
};

static const char usage[] =
	"usage: reeved [--state DIR] [--config FILE] [--standby] "
	"[--unless-down]\n"
	"              [--foreground] [-v]\n"
	"       reeved [--state DIR] [--config FILE] --check [--fix]\n"
	"       reeved --version\n";

static int read_options(struct options *options, int argc, char **argv)
{
	static const struct option names[] = {
		{ "state", required_argument, NULL, 's' },
		{ "config", required_argument, NULL, 'c' },
		{ "standby", no_argument, NULL, 'b' },
		{ "unless-down", no_argument, NULL, 'u' },
		{ "foreground", no_argument, NULL, 'f' },
		{ "check", no_argument, NULL, 'k' },
		{ "fix", no_argument, NULL, 'x' },
		{ "read", no_argument, NULL, 'r' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "vh", names, NULL)) != -1) {
		switch (c) {
		case 's':
			options->state = optarg;
			break;
		case 'c':
			options->config = optarg;
			break;
		case 'b':
			options->standby = true;
			break;
		case 'u':
			options->unless_down = true;
			break;
		case 'f':
			options->foreground = true;
			break;
		case 'k':
			options->check = true;
			break;
		case 'x':
			options->fix = true;
			break;
		case 'r':
			options->read = true;
			break;
		case 'v':
			log_verbose();
			break;
		case 'V':
			printf("reeved %s\n", REEVE_VERSION);
			exit(EXIT_DONE);
		case 'h':
			fputs(usage, stdout);
			exit(EXIT_DONE);
		default:
			fputs(usage, stderr);
			return -1;
		}
	}
	if (optind == argc)
		return 0;
	fprintf(stderr, "reeved: unknown argument: '%s'\n", argv[optind]);
	return -1;
}

/* The three programs stand in one directory. */
static int find_programs(char directory[PATH_MAX], struct err *err)
{
	ssize_t len = readlink("/proc/self/exe", directory, PATH_MAX - 1);
	char *slash;

	if (len < 0)
		return err_sys(err, "cannot find my own program");
	directory[len] = '\0';
	slash = strrchr(directory, '/');
	*slash = '\0';
	return 0;
}

/*
 * From here on nobody waits for us: what we say goes to the log. `ready` is
 * the pipe on which our starter waits; -1: in the foreground.
 */
static int go_quiet(const char *state, int ready, struct err *err)
{
	struct path log = path_state(state, "reeved.log");
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), fd;

	if (ready < 0)
		return 0;
	fd = open(log.text,
		O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || null < 0)
		return err_sys(err, "cannot open '%s'", log.text);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	close(fd);
	close(null);
	if (write_all(ready, "r", 1) < 0)
		log_debug("whoever started us is gone");
	close(ready);
	return 0;
}

/* Perhaps while we waited for our turn to start. */
static bool was_put_down(const struct daemon *daemon)
{
	return access(path_state(daemon->host.state, "down").text, F_OK) == 0;
}

/* Leads until told to end; 0 as well when another leads already. */
static int lead(struct daemon *daemon, const struct options *options, int ready,
	struct err *err)
{
	const char *state = daemon->host.state;
	int place = -1, rc = -1;

	/* A standby waits for as long as another leads: out of the queue. */
	if (!options->standby && (place = lease_queue(state, err)) < 0)
		return -1;
	if ((rc = lease_take(state, options->standby, &daemon->leader_lock,
		     err)) != 0 ||
		(options->unless_down && was_put_down(daemon))) {
		if (place >= 0)
			close(place);
		return rc < 0 ? -1 : 0;
	}
	rc = daemon_open(daemon, err);
	if (rc == 0)
		rc = go_quiet(state, ready, err);
	if (place >= 0)
		close(place);
	if (rc == 0)
		rc = daemon_run(daemon, err);
	daemon_close(daemon);
	return rc;
}

static int serve(
	struct daemon *daemon, const struct options *options, int ready)
{
	struct err err = ERR_INIT;

	log_open("reeved", true);
	fd_limit_raise();
	if (lead(daemon, options, ready, &err) == 0)
		return EXIT_DONE;
	log_err(&err);
	return err.code;
}

/* Whoever started us may wait for the end of a pipe that we know nothing of. */
static void close_all_but(int fd)
{
	if (fd > 3)
		close_range(3, (unsigned)fd - 1, 0);
	close_range((unsigned)fd + 1, ~0U, 0);
}

/* Starts serve() in a child of its own session; returns its exit status, or 0
 * as soon as it listens. */
static int serve_in_background(
	struct daemon *daemon, const struct options *options)
{
	int fds[2], status = 0;
	char byte;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0 || (pid = fork()) < 0) {
		perror("reeved: cannot go into the background");
		return EXIT_TRY_LATER;
	}
	if (pid == 0) {
		close_all_but(fds[1]);
		setsid();
		if (chdir("/") < 0)
			_exit(EXIT_TRY_LATER);
		_exit(serve(daemon, options, fds[1]));
	}
	close(fds[1]);
	if (read(fds[0], &byte, 1) == 1)
		return EXIT_DONE;
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_TRY_LATER;
}

static int prepare(struct daemon *daemon, struct path *state,
	struct path *config, const struct options *options, struct err *err)
{
	int exists = 0;

	if (find_programs(daemon->host.programs, err) < 0 ||
		path_find_state(state, options->state, err) < 0 ||
		path_find_config(config, options->config, &exists, err) < 0)
		return -1;
	daemon->host.state = state->text;
	daemon->config_path = exists ? config->text : NULL;
	return 0;
}

int main(int argc, char **argv)
{
	static struct path state, config;
	static struct daemon daemon;
	struct options options = { 0 };
	struct err err = ERR_INIT;

	log_open("reeved", false);
	if (read_options(&options, argc, argv) < 0)
		return EXIT_WRONG_USE;
	if (prepare(&daemon, &state, &config, &options, &err) < 0)
		goto fail;
	if (options.check)
		return check_print(&daemon, options.fix);
	if (config_load(&daemon.config, daemon.config_path, environ, &err) < 0)
		goto fail;
	if (options.read)
		return read_main(&daemon.host, &daemon.config);
	if (state_dirs_make(daemon.host.state, &err) < 0)
		goto fail;
	if (options.foreground)
		return serve(&daemon, &options, -1);
	return serve_in_background(&daemon, &options);
fail:
	log_err(&err);
	return err.code;
}
