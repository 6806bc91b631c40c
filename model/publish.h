/*
 * publish - one try to publish the work of a completed run
 *
 * It is in the store before its first program starts; one that has no end was
 * cut off, and what came of it is not known.
 */
#ifndef MODEL_PUBLISH_H
#define MODEL_PUBLISH_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/evidence.h"

struct publish {
	int64_t task, number; /* of the task's tries */
	int64_t run; /* whose work */
	int64_t began_ms;
	int64_t ended_ms; /* 0: it goes on, or was cut off */
	bool ok; /* meant once it has ended */
	struct evidence_list evidence; /* what failed first */
	char *answer; /* the command's last line (an URL), or NULL */
};

#define PUBLISH_INIT ((struct publish){ 0 })

/* As `show --json` has it. */
cJSON *publish_write(const struct publish *publish);
void publish_clear(struct publish *publish);

struct publish_list {
	struct publish *items;
	size_t count;
};

void publish_list_clear(struct publish_list *list);

/* How many have failed since then: what the budget counts. */
int64_t publish_failures(const struct publish_list *list, int64_t since_ms);

#endif
