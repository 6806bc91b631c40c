/*
 * config_notify - the section `notify`: see config_notify.h
 */
#include "model/config/config_notify.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#define HTTP "http://"

bool notify_config_has(
	const struct notify_config *config, enum notify_channel channel)
{
	switch (channel) {
	case NOTIFY_DESKTOP:
		return config->desktop.count > 0;
	case NOTIFY_COMMAND:
		return config->command.count > 0;
	case NOTIFY_WEBHOOK:
		return config->webhook != NULL;
	case NOTIFY_MAIL:
		return config->mail_to != NULL;
	case NOTIFY_CHANNELS:
		break;
	}
	return false;
}

static int notify_read_events(struct notify_config *config,
	const cJSON *section, const struct json_place *place, struct err *err)
{
	const struct json_place list = { place, "events", -1 };
	struct argv words = ARGV_INIT;
	char why[160];
	int rc = json_get_list(section, "events", &words, place, err);

	memset(config->events, 0, sizeof(config->events));
	for (size_t i = 0; rc == 0 && i < words.count; i++) {
		const struct json_place here = { &list, NULL, (int)i };
		int event = notify_event_from_name(words.items[i]);

		if (event >= 0) {
			config->events[event] = true;
			continue;
		}
		snprintf(why, sizeof(why),
			"expected escalated, waiting, parked, breaker, "
			"completed or failed, not '%.40s'",
			words.items[i]);
		rc = json_complain(&here, NULL, err, why);
	}
	argv_clear(&words);
	return rc;
}

bool notify_host_is_here(const char *host)
{
	struct in_addr four;

	if (!strcasecmp(host, "localhost") || !strcmp(host, "[::1]"))
		return true;
	return inet_pton(AF_INET, host, &four) == 1 &&
	       ntohl(four.s_addr) >> 24 == 127;
}

/*
 * Whether "http://NAME:PASSWORD@HOST:PORT/…" is on this machine. The sender of
 * the webhook checks the address again, after the name was resolved.
 */
static bool is_local_url(const char *url)
{
	const char *start = url + strlen(HTTP), *at;
	size_t len = strcspn(start, "/?#\\");
	char *host;
	bool here;

	at = memrchr(start, '@', len);
	if (at) {
		len -= (size_t)(at + 1 - start);
		start = at + 1;
	}
	at = *start == '[' ? memchr(start, ']', len) : NULL;
	if (at)
		len = (size_t)(at + 1 - start);
	else if ((at = memchr(start, ':', len)))
		len = (size_t)(at - start);
	host = mem_copy_bytes(start, len);
	here = notify_host_is_here(host);
	free(host);
	return here;
}

/* http is readable on its way, so it needs a setting of its own. */
static int notify_check_webhook(const struct notify_config *config,
	const struct json_place *place, struct err *err)
{
	if (!config->webhook || !strncasecmp(config->webhook, "https://", 8))
		return 0;
	if (strncasecmp(config->webhook, HTTP, strlen(HTTP)) != 0)
		return json_complain(
			place, "webhook", err, "expected an https or http URL");
	if (config->webhook_allow_http || is_local_url(config->webhook))
		return 0;
	json_complain(place, "webhook", err,
		"http to another machine is not encrypted: expected https");
	return err_hint(err, "https, or notify.webhook_allow_http: true");
}

int config_read_notify(struct notify_config *config, const cJSON *section,
	const struct json_place *place, struct err *err)
{
	if (notify_read_events(config, section, place, err) < 0 ||
		notify_check_webhook(config, place, err) < 0)
		return -1;
	if (config->mail_to && !config->sendmail.count)
		return json_complain(place, "sendmail", err,
			"must not be empty if mail_to is set");
	return 0;
}
