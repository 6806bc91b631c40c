/*
 * sock - unix sockets that only their owner can reach: see sock.h
 */
#include "base/sock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* What is left of an address beside /proc/self/fd/N/. */
#define NAME_MAX_BYTES 76

/*
 * Fills in the address. A long path goes through its directory: *directory is
 * then a descriptor to keep open until the address has been used, else -1.
 */
static int address_of(
	const char *path, struct sockaddr_un *address, int *directory)
{
	const char *name = strrchr(path, '/');
	char parent[PATH_MAX];

	*directory = -1;
	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	if (strlen(path) < sizeof(address->sun_path)) {
		strcpy(address->sun_path, path);
		return 0;
	}
	if (!name || (size_t)(name - path) >= sizeof(parent) ||
		strlen(name + 1) > NAME_MAX_BYTES) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(parent, path, (size_t)(name - path));
	parent[name - path] = '\0';
	*directory = open(parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*directory < 0)
		return -1;
	snprintf(address->sun_path, sizeof(address->sun_path),
		"/proc/self/fd/%d/%.*s", *directory, NAME_MAX_BYTES, name + 1);
	return 0;
}

static void close_all_keeping_errno(int a, int b)
{
	int saved = errno;

	if (a >= 0)
		close(a);
	if (b >= 0)
		close(b);
	errno = saved;
}

/* A socket gets its name by rename: there is none that does not listen yet. */
static int listen_beside(int fd, const struct sockaddr_un *beside)
{
	struct sockaddr_un address = *beside;

	address.sun_path[strlen(address.sun_path) - 1] = '\0';
	unlink(beside->sun_path);
	/* It takes the descriptor's mode: never open, not even at first. */
	if (fchmod(fd, 0600) < 0 ||
		bind(fd, (const struct sockaddr *)beside, sizeof(*beside)) <
			0 ||
		listen(fd, SOMAXCONN) < 0)
		return -1;
	return rename(beside->sun_path, address.sun_path);
}

int sock_listen(const char *path, int type, struct err *err)
{
	char beside[PATH_MAX];
	struct sockaddr_un address;
	int directory, fd;

	if (snprintf(beside, sizeof(beside), "%s~", path) >=
		(int)sizeof(beside)) {
		errno = ENAMETOOLONG;
		return err_sys(err, "cannot listen on '%s'", path);
	}
	if (address_of(beside, &address, &directory) < 0)
		return err_sys(err, "cannot listen on '%s'", path);
	fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	if (fd >= 0 && listen_beside(fd, &address) < 0) {
		close_all_keeping_errno(fd, -1);
		fd = -1;
	}
	if (fd < 0)
		err_sys(err, "cannot listen on '%s'", path);
	close_all_keeping_errno(directory, -1);
	return fd < 0 ? -1 : fd;
}

int sock_connect(const char *path, int type, struct err *err)
{
	struct sockaddr_un address;
	int directory, fd = -1, rc = -1;

	if (address_of(path, &address, &directory) < 0)
		return err_sys(err, "cannot connect to '%s'", path);
	fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	if (fd >= 0 &&
		connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		rc = fd;
	if (rc < 0)
		err_sys(err, "cannot connect to '%s'", path);
	close_all_keeping_errno(directory, rc < 0 ? fd : -1);
	return rc;
}

pid_t sock_peer_pid(int fd)
{
	struct ucred peer = { 0 };
	socklen_t len = sizeof(peer);

	getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len);
	return peer.pid;
}

bool sock_peer_is_us(int fd)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 &&
	       peer.uid == geteuid();
}
