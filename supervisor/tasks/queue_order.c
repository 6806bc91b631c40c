/*
 * queue_order - which queued task begins now: see queue_order.h
 */
#include "supervisor/tasks/queue_order.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "supervisor/core/places.h"

/* The places that are given out in one go. */
struct offers {
	struct turn *turn;
	struct task_list active, queued;
	bool *made; /* to the queued task of that index */
};

/* Whether its profile's places are all taken or offered. */
static bool profile_is_full(const struct offers *offers, size_t index)
{
	const char *name = offers->queued.items[index].profile;
	const struct profile *profile =
		config_profile(offers->turn->config, name);
	int64_t count;

	if (!profile || !profile->max_agents)
		return false;
	count = places_count(&offers->active, name, 0);
	for (size_t i = 0; i < index; i++)
		count += offers->made[i] &&
			 !strcmp(offers->queued.items[i].profile, name);
	return count >= profile->max_agents;
}

static void offer_places(struct offers *offers, int64_t free)
{
	struct turn *turn = offers->turn;

	for (size_t i = 0; free > 0 && i < offers->queued.count; i++) {
		const struct task *task = &offers->queued.items[i];

		/* A task that is held back asks again when it is due. */
		if (task->due_ms > turn->now_ms || profile_is_full(offers, i))
			continue;
		offers->made[i] = true;
		free--;
		turn_post_task(turn, EVENT_PLACE_FREE, task->id);
	}
}

void queue_fill_places(struct turn *turn)
{
	struct offers offers = { .turn = turn };
	struct err err = ERR_INIT;

	if (store_list_tasks(
		    turn->store, STORE_QUEUED, 0, &offers.queued, &err) < 0 ||
		(offers.queued.count &&
			store_list_tasks(turn->store, STORE_ACTIVE, 0,
				&offers.active, &err) < 0)) {
		log_err(&err);
	} else if (offers.queued.count) {
		offers.made =
			mem_alloc(offers.queued.count * sizeof(*offers.made));
		offer_places(
			&offers, turn->config->max_agents -
					 places_count(&offers.active, NULL, 0));
	}
	free(offers.made);
	task_list_clear(&offers.active);
	task_list_clear(&offers.queued);
}
