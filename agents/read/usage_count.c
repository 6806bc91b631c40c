/*
 * usage_count - what a run has used, from its agent's events: see usage_count.h
 *
 * The numbers come from a CLI and can be anything: a negative number counts as 0,
 * one above MOST as MOST.
 */
#include "agents/read/usage_count.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/line_split.h"
#include "agents/read/event_pattern.h"

#define MOST 1e15

static double sum_members(
	const cJSON *rule, const char *name, const cJSON *event)
{
	const cJSON *item;
	double sum = 0;

	cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(rule, name))
	{
		const cJSON *member = event_member(event, item->valuestring);

		if (cJSON_IsNumber(member) && member->valuedouble > 0)
			sum += member->valuedouble;
	}
	return sum < MOST ? sum : MOST;
}

static bool rule_fits(const cJSON *rule, const cJSON *event)
{
	return event_matches(
		event, cJSON_GetObjectItemCaseSensitive(rule, "event"));
}

static struct usage read_usage(const cJSON *rule, const cJSON *event)
{
	double cost = sum_members(rule, "cost", event) * USAGE_COST_UNIT;

	return (struct usage){
		.known = true,
		.input = (int64_t)sum_members(rule, "input", event),
		.output = (int64_t)sum_members(rule, "output", event),
		.cost = (int64_t)(cost < MOST ? cost : MOST),
	};
}

void usage_take_event(
	struct usage *usage, const cJSON *rule, const cJSON *event)
{
	if (rule_fits(rule, event))
		*usage = read_usage(rule, event);
}

static int64_t larger_of(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* The usage of this message so far; a new message replaces the oldest. */
static struct usage *counted_message(
	struct usage_counter *counter, const cJSON *rule, const cJSON *event)
{
	const char *place = json_text(rule, "id");
	const char *id =
		place ? cJSON_GetStringValue(event_member(event, place)) : NULL;
	uint64_t name = id ? hash_bytes(HASH_BEGIN, id, strlen(id)) : 0;
	struct usage_message *message;

	for (size_t i = 0; id && i < USAGE_MESSAGES && i < counter->count; i++)
		if (counter->recent[i].name == name)
			return &counter->recent[i].usage;
	message = &counter->recent[counter->count++ % USAGE_MESSAGES];
	*message = (struct usage_message){ .name = name };
	return &message->usage;
}

static void count_message(
	struct usage_counter *counter, const cJSON *rule, const cJSON *event)
{
	struct usage told = read_usage(rule, event);
	struct usage *so_far = counted_message(counter, rule, event);
	struct usage more = {
		.known = true,
		.input = larger_of(told.input - so_far->input, 0),
		.output = larger_of(told.output - so_far->output, 0),
		.cost = larger_of(told.cost - so_far->cost, 0),
	};

	usage_add(&counter->sum, &more);
	usage_add(so_far, &more);
}

bool usage_count_event(
	struct usage_counter *counter, const cJSON *rule, const cJSON *event)
{
	const cJSON *running =
		cJSON_GetObjectItemCaseSensitive(rule, "running");

	if (rule_fits(rule, event)) {
		counter->sum = read_usage(rule, event);
		counter->total = true;
		return false;
	}
	if (!running || !rule_fits(running, event))
		return false;
	count_message(counter, running, event);
	counter->total = false;
	return true;
}

struct counting {
	struct usage_counter *counter;
	const cJSON *rule;
};

/* Whether the line contains the name of the first member that the rule reads:
 * parsing is slow. */
static bool line_may_fit(const cJSON *rule, const char *line)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(rule, "input");
	const char *place = cJSON_GetStringValue(cJSON_GetArrayItem(list, 0));
	const char *dot = place ? strrchr(place, '.') : NULL;

	return rule && (!place || strstr(line, dot ? dot + 1 : place));
}

static void count_line(void *arg, const char *line, size_t len)
{
	struct counting *counting = arg;
	const cJSON *running =
		cJSON_GetObjectItemCaseSensitive(counting->rule, "running");
	cJSON *event;

	if (!line_may_fit(counting->rule, line) && !line_may_fit(running, line))
		return;
	event = json_parse_event(line, len, JSON_MAX_BYTES, NULL);
	if (cJSON_IsObject(event))
		usage_count_event(counting->counter, counting->rule, event);
	cJSON_Delete(event);
}

void usage_count_file(struct usage_counter *counter, const cJSON *rule,
	const char *path, int64_t max)
{
	struct counting counting = { counter, rule };
	struct line_split split = { .max = JSON_MAX_BYTES };
	char bytes[16384];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t len;

	while (fd >= 0 && max > 0 &&
		(len = read(fd, bytes,
			 max < (int64_t)sizeof(bytes) ? (size_t)max
						      : sizeof(bytes))) > 0) {
		line_split_feed(
			&split, bytes, (size_t)len, count_line, &counting);
		max -= len;
	}
	line_split_clear(&split);
	if (fd >= 0)
		close(fd);
}
