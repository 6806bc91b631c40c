/*
 * fuzz_config - whatever a config file holds is taken whole or refused whole
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "model/config/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void load(const char *path, char *const *env)
{
	struct err err = ERR_INIT;
	struct config config;

	if (config_load(&config, path, env, &err) < 0) {
		if (!*err.message || config.json || config.profiles)
			abort();
		return;
	}
	for (int verdict = 0; verdict < VERDICTS; verdict++)
		if (config.policy[verdict].step_count < 1)
			abort();
	if (!config_profile(&config, config.profile) || config.attempts < 1)
		abort();
	config_clear(&config);
}

/* As a file first, then (what fits in one) as a variable. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("config", MFD_CLOEXEC);
	char path[64];
	char *pair = mem_copy_bytes(data, size);
	char *variable = mem_format("REEVE_%s", pair);
	char *env[] = { variable, NULL };

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (fd < 0 || write_all(fd, data, size) < 0)
		abort();
	load(path, NULL);
	load(NULL, env);
	close(fd);
	free(variable);
	free(pair);
	return 0;
}
