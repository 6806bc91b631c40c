/*
 * keeper_tell - say one thing to a keeper, print what it answers
 *
 *	keeper_tell SOCK KEY=VALUE...	a value "@FILE" is what is in FILE
 *
 *	keeper_tell --follow SOCK KEY=VALUE...	the same, and then prints what
 *		comes, a line a packet, until the keeper closes
 *	keeper_tell --silent SOCK	connects and says nothing
 *	keeper_tell --listen SOCK	is reeved: prints what the first to come says
 *
 * One line a pair; exit status 1 when the answer is an error. For the tests.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sock.h"
#include "model/command.h"

static char packet[COMMAND_MAX_BYTES];

static size_t add_pair(size_t len, const char *pair)
{
	const char *value = strchr(pair, '=');
	size_t room = sizeof(packet) - len;
	int key = value ? (int)(value - pair) : 0;
	ssize_t n;
	int fd;

	if (!value || value[1] != '@') {
		n = snprintf(packet + len, room, "%s", pair);
		return len + (size_t)n + 1;
	}
	len += (size_t)snprintf(packet + len, room, "%.*s=", key, pair);
	fd = open(value + 2, O_RDONLY | O_CLOEXEC);
	n = read(fd, packet + len, sizeof(packet) - len - 1);
	close(fd);
	packet[len + (size_t)(n < 0 ? 0 : n)] = '\0';
	return len + (size_t)(n < 0 ? 0 : n) + 1;
}

static int stay_silent(const char *path)
{
	if (sock_connect(path, SOCK_SEQPACKET, NULL) < 0)
		return EXIT_TRY_LATER;
	pause();
	return EXIT_DONE;
}

static int listen_once(const char *path)
{
	int listener = sock_listen(path, SOCK_STREAM, NULL);
	int fd = accept(listener, NULL, NULL);
	char bytes[512];
	ssize_t n;

	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		if (write(1, bytes, (size_t)n) != n)
			return EXIT_TRY_LATER;
	return n < 0 ? EXIT_TRY_LATER : EXIT_DONE;
}

/* The pairs of one packet, in one line. */
static void print_packet(ssize_t len)
{
	packet[len] = '\0';
	for (char *at = packet; at < packet + len; at += strlen(at) + 1)
		printf("%s%s", at == packet ? "" : " ", at);
	putchar('\n');
	fflush(stdout);
}

static int follow(int fd, size_t len)
{
	ssize_t n;

	if (send(fd, packet, len, MSG_NOSIGNAL) < 0)
		return EXIT_TRY_LATER;
	while ((n = recv(fd, packet, sizeof(packet) - 1, 0)) > 0)
		print_packet(n);
	return EXIT_DONE;
}

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;
	bool following;
	size_t len = 0;
	ssize_t n;
	int fd;

	if (argc < 2)
		return EXIT_WRONG_USE;
	if (argc == 3 && !strcmp(argv[1], "--silent"))
		return stay_silent(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "--listen"))
		return listen_once(argv[2]);
	following = argc > 2 && !strcmp(argv[1], "--follow");
	if (following) {
		argv++;
		argc--;
	}
	for (int i = 2; i < argc; i++)
		len = add_pair(len, argv[i]);
	fd = sock_connect(argv[1], SOCK_SEQPACKET, &err);
	if (fd < 0) {
		fprintf(stderr, "keeper_tell: %s\n", err.message);
		return EXIT_TRY_LATER;
	}
	if (following)
		return follow(fd, len);
	if (send(fd, packet, len, MSG_NOSIGNAL) < 0 ||
		(n = recv(fd, packet, sizeof(packet) - 1, 0)) <= 0)
		return EXIT_TRY_LATER;
	packet[n] = '\0';
	for (char *at = packet; at < packet + n; at += strlen(at) + 1)
		puts(at);
	return strncmp(packet, "error=", 6) ? EXIT_DONE : EXIT_NO;
}
