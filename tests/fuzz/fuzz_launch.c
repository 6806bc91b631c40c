/*
 * fuzz_launch - a launch is read without a step beyond its bytes, or refused
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/kv.h"
#include "model/launch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_inside(const struct launch *launch, const char *text)
{
	const char *end = launch->bytes + launch->len;

	if (text < launch->bytes || text >= end ||
		!memchr(text, '\0', (size_t)(end - text)))
		abort();
}

static void check_launch(const struct launch *launch)
{
	if (!launch->argv[0])
		abort();
	for (char **item = launch->argv; *item; item++)
		check_inside(launch, *item);
	for (char **item = launch->env; *item; item++)
		check_inside(launch, *item);
	check_inside(launch, launch->program);
	check_inside(launch, launch->directory);
	if (!launch->run || !launch->agent || !launch->profile)
		abort();
}

/* What was read, written again, is read as the same. */
static void write_again(const char *bytes, size_t len)
{
	char place[512];
	struct kv_writer writer = { place, sizeof(place), 0, 0 };
	const char *value;
	size_t at = 0, back = 0;

	while ((value = kv_next(bytes, len, "k", &at)))
		kv_put(&writer, "k", value);
	if (writer.len > sizeof(place))
		abort();
	if (writer.overflow)
		return;
	at = 0;
	while ((value = kv_next(bytes, len, "k", &at))) {
		const char *written = kv_next(place, writer.len, "k", &back);

		if (!written || strcmp(value, written) != 0)
			abort();
	}
	kv_get_number(bytes, len, "k", 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("launch", MFD_CLOEXEC);
	struct err err = ERR_INIT;
	struct launch launch;
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (fd < 0 || write_all(fd, data, size) < 0)
		abort();
	if (launch_read(&launch, path, &err) == 0)
		check_launch(&launch);
	else if (!*err.message || launch.bytes)
		abort();
	launch_clear(&launch);
	write_again((const char *)data, size);
	close(fd);
	return 0;
}
