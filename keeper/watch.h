/*
 * watch - one descriptor in the epoll set
 *
 * A descriptor whose events are not wanted now is not in the set at all: epoll
 * reports a hung-up terminal in any case, and the loop would spin.
 */
#ifndef KEEPER_WATCH_H
#define KEEPER_WATCH_H

#include <stdbool.h>
#include <stdint.h>

struct watch {
	int fd; /* -1: none */
	uint32_t source; /* enum source in keeper.h */
	uint32_t events; /* EPOLL* events that are wanted now */
	bool watched;
};

/* Initialises; no events are wanted. */
void watch_init(struct watch *watch, int fd, uint32_t source);

/* Sets the EPOLL* events that are wanted; 0 removes it from the set. */
void watch_want(struct watch *watch, int epoll, uint32_t events);

/* Removes it from the set and closes it; does nothing with fd -1. */
void watch_close(struct watch *watch, int epoll);

#endif
