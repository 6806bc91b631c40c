/*
 * random - unpredictable numbers from the kernel: see random.h
 */
#include "base/random.h"

#include <stdio.h>
#include <sys/random.h>

#include "base/log.h"

uint64_t random_number(void)
{
	uint64_t number;

	/* The kernel returns up to 256 bytes whole or not at all. */
	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		log_fatal("the kernel gives no random numbers");
	return number;
}

const char *random_uuid(char text[UUID_TEXT_SIZE])
{
	uint64_t high = random_number(), low = random_number();

	high = (high & ~UINT64_C(0xf000)) | 0x4000;
	low = (low & ~(UINT64_C(3) << 62)) | UINT64_C(1) << 63;
	snprintf(text, UUID_TEXT_SIZE, "%08x-%04x-%04x-%04x-%012llx",
		(unsigned)(high >> 32), (unsigned)(high >> 16 & 0xffff),
		(unsigned)(high & 0xffff), (unsigned)(low >> 48),
		(unsigned long long)(low & 0xffffffffffffULL));
	return text;
}

uint64_t random_next(uint64_t *state)
{
	uint64_t number = *state += UINT64_C(0x9e3779b97f4a7c15);

	number = (number ^ number >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	number = (number ^ number >> 27) * UINT64_C(0x94d049bb133111eb);
	return number ^ number >> 31;
}
