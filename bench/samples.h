/*
 * samples - two series that were measured in turns, and what they say
 *
 * One line a figure on standard output: name, value, unit, and the aim where
 * there is one, with tabs between them.
 */
#ifndef BENCH_SAMPLES_H
#define BENCH_SAMPLES_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define SAMPLES_MAX 10000

struct samples {
	int64_t ns[SAMPLES_MAX];
	int count;
};

static inline void samples_add(struct samples *samples, int64_t ns)
{
	if (samples->count < SAMPLES_MAX)
		samples->ns[samples->count++] = ns;
}

static inline int compare_ns(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Sorts; then the value below which `percent` of them are. */
static inline double samples_at(struct samples *samples, int percent)
{
	int place = (samples->count * percent + 99) / 100 - 1;

	if (!samples->count)
		return 0;
	qsort(samples->ns, (size_t)samples->count, sizeof(*samples->ns),
		compare_ns);
	return (double)samples->ns[place > 0 ? place : 0];
}

static inline void samples_print(const char *figure, struct samples *bare,
	struct samples *ours, const char *aim)
{
	double middle = samples_at(bare, 50), most = samples_at(bare, 99);

	printf("%s median\t%.2f\tx bare\t%s\n", figure,
		samples_at(ours, 50) / middle, aim);
	printf("%s p99\t%.2f\tx bare\t\n", figure, samples_at(ours, 99) / most);
	printf("%s, bare, median\t%.0f\tus\t\n", figure, middle / 1000);
	printf("%s, bare, p99\t%.2f\tx its median\t\n", figure, most / middle);
	printf("%s, rounds\t%d\t\t\n", figure, ours->count);
}

#endif
