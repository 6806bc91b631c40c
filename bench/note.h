/*
 * note - what the measured agent says, in memory it shares with the bench
 *
 * A small file, mapped by both. `starts` is also a futex: whoever waits for a
 * start sleeps until it is there and disturbs nothing that is measured.
 */
#ifndef BENCH_NOTE_H
#define BENCH_NOTE_H

#include <fcntl.h>
#include <linux/futex.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct note {
	uint32_t starts; /* how many agents have begun */
	uint32_t ends; /* those up to this one may end */
	int32_t pid; /* of the last one */
	int64_t ns; /* its first instruction, CLOCK_MONOTONIC */
};

static inline int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static inline struct note *note_map(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	struct note *note = MAP_FAILED;

	if (fd >= 0 && ftruncate(fd, sizeof(*note)) == 0)
		note = mmap(NULL, sizeof(*note), PROT_READ | PROT_WRITE,
			MAP_SHARED, fd, 0);
	if (note == MAP_FAILED) {
		perror(path);
		exit(1);
	}
	close(fd);
	return note;
}

/* Sleeps while *word is `value`; false when that took `seconds`. */
static inline int word_wait(uint32_t *word, uint32_t value, int seconds)
{
	struct timespec limit = { .tv_sec = seconds };
	int64_t end = now_ns() + (int64_t)seconds * 1000000000;

	while (__atomic_load_n(word, __ATOMIC_ACQUIRE) == value) {
		syscall(SYS_futex, word, FUTEX_WAIT, value,
			seconds ? &limit : NULL, NULL, 0);
		if (seconds && now_ns() > end)
			return 0;
	}
	return 1;
}

static inline void word_wake(uint32_t *word)
{
	syscall(SYS_futex, word, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}

#endif
