/*
 * model_wait - whether a CLI waits for its model, and until when: see
 * model_wait.h
 *
 * Only the end of the file is read. The file's time is that of its newest event,
 * because events are only ever added.
 */
#include "agents/read/model_wait.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/duration.h"
#include "base/file.h"
#include "base/json.h"
#include "agents/read/event_pattern.h"

#define END_BYTES ((size_t)256 << 10)

/* A CLI needs a moment to give up: a tenth of its limit. */
#define MARGIN_PART 10

static int64_t wait_limit(const cJSON *wait)
{
	const char *text = json_text(wait, "timeout");
	int64_t limit = text ? duration_parse(text) : 0;

	return limit > 0 ? limit : 0;
}

static int64_t longest_limit(const struct profile *profile)
{
	int64_t most = 0;
	const cJSON *wait;

	cJSON_ArrayForEach(wait, profile->model_timeouts)
	{
		if (wait_limit(wait) > most)
			most = wait_limit(wait);
	}
	return most;
}

int64_t model_wait_after(const struct profile *profile, const cJSON *event)
{
	const cJSON *wait;

	cJSON_ArrayForEach(wait, profile->model_timeouts)
	{
		if (event_matches(event,
			    cJSON_GetObjectItemCaseSensitive(wait, "event")))
			return wait_limit(wait);
	}
	return 0;
}

/* The last complete line that is an event; NULL: there is none. */
static cJSON *newest_event(const char *bytes, size_t len)
{
	cJSON *event = NULL;

	while (!event && len) {
		const char *end = memrchr(bytes, '\n', len), *start;

		if (!end)
			return NULL;
		len = (size_t)(end - bytes);
		start = memrchr(bytes, '\n', len);
		start = start ? start + 1 : bytes;
		event = json_parse_event(
			start, (size_t)(end - start), JSON_MAX_BYTES, NULL);
		if (!cJSON_IsObject(event)) {
			cJSON_Delete(event);
			event = NULL;
		}
	}
	return event;
}

void model_wait_read(struct model_wait *wait, const struct profile *profile,
	const char *path)
{
	int64_t limit = 0;
	char *bytes = NULL;
	size_t len = 0;
	cJSON *event;
	struct stat st;

	*wait = (struct model_wait){ 0 };
	if (!profile->render || stat(path, &st) < 0 ||
		file_read_tail(&bytes, &len, path, END_BYTES, NULL) < 0)
		return;
	wait->event_ms = (int64_t)st.st_mtim.tv_sec * 1000 +
			 st.st_mtim.tv_nsec / 1000000;
	event = newest_event(bytes, len);
	if (event)
		limit = model_wait_after(profile, event);
	else if (len)
		limit = longest_limit(profile);
	if (limit)
		wait->until_ms = wait->event_ms + limit + limit / MARGIN_PART;
	cJSON_Delete(event);
	free(bytes);
}
