/*
 * watch - one descriptor in the epoll set
 *
 * What is not wanted now is not in the set at all: a hung-up terminal is
 * reported whether it was asked for or not, and would keep the loop busy.
 */
#ifndef KEEPER_WATCH_H
#define KEEPER_WATCH_H

#include <stdbool.h>
#include <stdint.h>

struct watch {
	int fd; /* -1: none */
	uint32_t source; /* what the loop calls it */
	uint32_t events; /* what it waits for now */
	bool watched;
};

/* Starts with nothing wanted. */
void watch_init(struct watch *watch, int fd, uint32_t source);

/* Waits for these EPOLL* events from now on; 0 takes it out of the set. */
void watch_want(struct watch *watch, int epoll, uint32_t events);

/* Takes it out of the set and closes it; harmless when there is none. */
void watch_close(struct watch *watch, int epoll);

#endif
