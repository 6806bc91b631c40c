/*
 * config_notify - the section `notify`: which events are sent, and to whom
 *
 * A channel without a program, a URL or an address is off; all are by default.
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
	struct argv desktop; /* a title and a text are appended */
	struct argv command;
	char *webhook; /* https, or http to this machine; NULL: none */
	bool webhook_allow_http; /* to any machine */
	char *mail_to, *mail_from; /* NULL: none */
	struct argv sendmail;
	int64_t max_per_minute; /* per channel; the rest becomes one digest */
	int64_t settle_ms; /* delay of an escalation that a breaker may cover */
	int64_t timeout_ms; /* of one attempt */
	int64_t attempts; /* maximum for one notification */
	int64_t retry_first_ms, retry_max_ms;
};

/* Whether the host of a URL is this machine: http needs no permission then. */
bool notify_host_is_here(const char *host);

/* Whether a channel is on. */
bool notify_config_has(
	const struct notify_config *config, enum notify_channel channel);

/*
 * Reads what is no plain value (config_values.c has those) from the merged
 * section, and checks the values against each other.
 */
int config_read_notify(struct notify_config *config, const cJSON *section,
	const struct json_place *place, struct err *err);

#endif
