/*
 * random - unpredictable numbers from the kernel; aborts if it gives none
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdint.h>

uint64_t random_number(void);

/* The next number of a sequence that its first state decides (SplitMix64, by
 * Steele, Lea and Flood 2014): for chance that can be repeated. */
uint64_t random_next(uint64_t *state);

#define UUID_TEXT_SIZE 37

/* A random UUID (version 4), lower case. */
const char *random_uuid(char text[UUID_TEXT_SIZE]);

#endif
