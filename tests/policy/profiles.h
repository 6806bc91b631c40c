/*
 * profiles - the real profiles of config.example.json, for tests
 */
#ifndef TESTS_POLICY_PROFILES_H
#define TESTS_POLICY_PROFILES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "model/config/config.h"

static struct config example;

static inline int load_example(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	if (config_load(&example, NULL, NULL, &err) < 0)
		fail_msg("%s", err.message);
	return 0;
}

static inline int clear_example(void **state)
{
	(void)state;
	config_clear(&example);
	return 0;
}

/* A small generator, so that a seed gives the same tests everywhere. */
static uint64_t chance_state;

static inline void chance_seed(void)
{
	const char *given = getenv("SEED");

	chance_state = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
	print_message("SEED=%llu\n", (unsigned long long)chance_state);
}

/* 0 to below - 1 */
static inline uint64_t chance(uint64_t below)
{
	uint64_t z = (chance_state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31)) % below;
}

#endif
