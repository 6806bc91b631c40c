/*
 * valgrind_pidfd - pidfd_open() for a valgrind that does not know it
 *
 *	valgrind_pidfd.so	loaded before libc: asks a program that valgrind
 *				does not follow, and gets the descriptor from it
 *	valgrind_pidfd PID	that program (PIDFD_PROGRAM); answers on its
 *				standard input, which is a socket
 */
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef PROGRAM

/* Sends one byte, and the descriptor with it. */
int main(int argc, char **argv)
{
	char byte = 0, place[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec bytes = { &byte, 1 };
	struct msghdr message = { .msg_iov = &bytes,
		.msg_iovlen = 1,
		.msg_control = place,
		.msg_controllen = sizeof(place) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	int fd = argc == 2 ? pidfd_open(atoi(argv[1]), 0) : -1;

	if (fd < 0)
		return 1;
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	return sendmsg(STDIN_FILENO, &message, 0) == 1 ? 0 : 1;
}

#else

#include <stdio.h>

static int receive(int from)
{
	char byte, place[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec bytes = { &byte, 1 };
	struct msghdr message = { .msg_iov = &bytes,
		.msg_iovlen = 1,
		.msg_control = place,
		.msg_controllen = sizeof(place) };
	struct cmsghdr *header;
	int fd = -1;

	if (recvmsg(from, &message, MSG_CMSG_CLOEXEC) != 1)
		return -1;
	header = CMSG_FIRSTHDR(&message);
	if (header && header->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

int pidfd_open(pid_t pid, unsigned flags)
{
	const char *program = getenv("PIDFD_PROGRAM");
	int pair[2], fd;
	char text[16];
	pid_t asked;

	(void)flags;
	snprintf(text, sizeof(text), "%d", (int)pid);
	if (!program ||
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return -1;
	asked = fork();
	if (asked == 0) {
		dup2(pair[1], STDIN_FILENO);
		unsetenv("LD_PRELOAD");
		execl(program, program, text, NULL);
		_exit(1);
	}
	close(pair[1]);
	fd = receive(pair[0]);
	close(pair[0]);
	waitpid(asked, NULL, 0);
	return fd;
}

#endif
