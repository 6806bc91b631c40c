/*
 * sock - unix sockets that only their owner can connect to: see sock.h
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

#include "base/file.h"

/* The rest of an address after "/proc/self/fd/N/". */
#define NAME_MAX_BYTES 76

/*
 * Fills in the address. For a long path *directory is a descriptor that the
 * caller keeps open until the address has been used; else it is -1.
 */
static int sock_address(
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

/* Binds to NAME~ and renames once it listens: NAME never refuses a connect. */
static int sock_listen_and_rename(int fd, const struct sockaddr_un *beside)
{
	struct sockaddr_un address = *beside;

	address.sun_path[strlen(address.sun_path) - 1] = '\0';
	unlink(beside->sun_path);
	/* bind() gives the file the mode of the descriptor, from the start. */
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
	if (sock_address(beside, &address, &directory) < 0)
		return err_sys(err, "cannot listen on '%s'", path);
	fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	if (fd >= 0 && sock_listen_and_rename(fd, &address) < 0) {
		file_close(fd);
		fd = -1;
	}
	if (fd < 0)
		err_sys(err, "cannot listen on '%s'", path);
	file_close(directory);
	return fd < 0 ? -1 : fd;
}

int sock_connect(const char *path, int type, struct err *err)
{
	struct sockaddr_un address;
	int directory, fd = -1, rc = -1;

	if (sock_address(path, &address, &directory) < 0)
		return err_sys(err, "cannot connect to '%s'", path);
	fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	if (fd >= 0 &&
		connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		rc = fd;
	if (rc < 0)
		err_sys(err, "cannot connect to '%s'", path);
	file_close(directory);
	if (rc < 0)
		file_close(fd);
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
