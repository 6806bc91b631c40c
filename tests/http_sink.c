/*
 * http_sink - a web server that writes down what it is sent
 *
 *	http_sink FILE MODE	prints its port, then serves for good
 *
 * Each request becomes one line of FILE: "METHOD PATH TYPE BODY". MODE is the
 * status it answers with, a list (500,500,200) for one request after the
 * other, the last one for all that follow; or `hang`: it never answers.
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define REQUEST_BYTES (1 << 20)

static char request[REQUEST_BYTES];

static int listen_here(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) < 0 ||
		listen(fd, 64) < 0 ||
		getsockname(fd, (struct sockaddr *)&address, &size) < 0) {
		perror("http_sink");
		exit(1);
	}
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);
	return fd;
}

/* Where a header's value begins, or an empty text. */
static const char *header(const char *name)
{
	const char *at = strcasestr(request, name);

	return at ? at + strlen(name) : "";
}

/* Reads headers and body; the body, or NULL when the peer went away. */
static const char *read_request(int fd)
{
	size_t len = 0;
	ssize_t n;

	while ((n = read(fd, request + len, REQUEST_BYTES - 1 - len)) > 0) {
		const char *body;

		len += (size_t)n;
		request[len] = '\0';
		body = strstr(request, "\r\n\r\n");
		if (body && len - (size_t)(body + 4 - request) >=
				    strtoul(header("\r\nContent-Length: "),
					    NULL, 10))
			return body + 4;
	}
	return NULL;
}

static void write_down(const char *path, const char *body)
{
	const char *type = header("\r\nContent-Type: ");
	FILE *file = fopen(path, "ae");

	if (!file)
		exit(1);
	fprintf(file, "%.*s %.*s %s\n",
		(int)strcspn(strchr(request, ' ') + 1, " ") +
			(int)strcspn(request, " ") + 1,
		request, (int)strcspn(type, ";\r"), type, body);
	fclose(file);
}

/* The status for this request; *mode moves on to the next one's. */
static int next_status(const char **mode)
{
	const char *comma = strchr(*mode, ',');
	int status = atoi(*mode);

	if (comma)
		*mode = comma + 1;
	return status;
}

int main(int argc, char **argv)
{
	int listener, fd;
	const char *mode, *body;

	if (argc != 3)
		return 2;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	listener = listen_here();
	mode = argv[2];
	while ((fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		body = read_request(fd);
		if (body)
			write_down(argv[1], body);
		if (!strcmp(mode, "hang"))
			continue;
		if (body)
			dprintf(fd,
				"HTTP/1.1 %d Said\r\nLocation: /elsewhere\r\n"
				"Content-Length: 2\r\nConnection: close\r\n\r\n"
				"ok",
				next_status(&mode));
		close(fd);
	}
	return 1;
}
