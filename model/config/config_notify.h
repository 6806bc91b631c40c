/*
 * config_notify - the section `notify`: of what people are told, and how
 *
 * A channel that has no program, no URL or no address is off; so are all of
 * them by default.
 */
#ifndef MODEL_CONFIG_CONFIG_NOTIFY_H
#define MODEL_CONFIG_CONFIG_NOTIFY_H

#include <stdbool.h>

#include "base/argv.h"
#include "base/json.h"
#include "model/notification.h"

#define NOTIFY_MINUTE_MAX 60

struct notify_config {
	bool events[NOTIFY_EVENTS];
	struct argv desktop; /* a title and a text are added */
	struct argv command;
	char *webhook; /* https, or http to this machine; NULL: none */
	bool webhook_http; /* http to anywhere */
	char *mail_to, *mail_from; /* NULL: none */
	struct argv sendmail;
	int64_t per_minute; /* by each channel; what is more is one digest */
	int64_t settle_ms; /* what others may share waits so long for them */
	int64_t timeout_ms; /* of one delivery */
	int64_t attempts; /* of one delivery */
	int64_t retry_first_ms, retry_max_ms;
};

/* Whether the host of a URL is this machine, where http is as good as https. */
bool notify_host_is_here(const char *host);

/* Whether a channel is on. */
bool notify_config_has(
	const struct notify_config *config, enum notify_channel channel);

int config_read_notify(struct notify_config *config, const cJSON *section,
	const struct json_place *place, struct err *err);
void config_clear_notify(struct notify_config *config);

#endif
