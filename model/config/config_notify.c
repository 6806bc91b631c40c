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

#define HTTP           "http://"
#define TIMEOUT_MAX_MS INT64_C(300000)
#define YEAR_MS        (INT64_C(365) * 86400000)

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

static int read_events(struct notify_config *config, const cJSON *section,
	const struct json_place *place, struct err *err)
{
	const struct json_place list = { place, "events", -1 };
	struct argv words = ARGV_INIT;
	char why[160];
	int rc = json_get_list(section, "events", &words, place, err);

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

/* A text that may be empty and goes into a header or a URL. */
static int read_word(char **value, const cJSON *section, const char *name,
	const struct json_place *place, struct err *err)
{
	if (json_get_text(section, name, value, place, err) < 0)
		return -1;
	for (const char *c = *value; c && *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return json_complain(place, name, err,
				"must not have control characters");
	if (*value && !**value)
		mem_replace(value, NULL);
	return 0;
}

bool notify_host_is_here(const char *host)
{
	struct in_addr four;

	if (!strcasecmp(host, "localhost") || !strcmp(host, "[::1]"))
		return true;
	return inet_pton(AF_INET, host, &four) == 1 &&
	       ntohl(four.s_addr) >> 24 == 127;
}

/* "http://NAME:PASSWORD@HOST:PORT/…"; whoever posts looks again, closely. */
static bool is_url_here(const char *url)
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

static int read_webhook(struct notify_config *config, const cJSON *section,
	const struct json_place *place, struct err *err)
{
	if (read_word(&config->webhook, section, "webhook", place, err) < 0 ||
		json_get_bool(section, "webhook_http", &config->webhook_http,
			place, err) < 0)
		return -1;
	if (!config->webhook || !strncasecmp(config->webhook, "https://", 8))
		return 0;
	if (strncasecmp(config->webhook, HTTP, strlen(HTTP)) != 0)
		return json_complain(
			place, "webhook", err, "expected an https or http URL");
	if (config->webhook_http || is_url_here(config->webhook))
		return 0;
	json_complain(place, "webhook", err,
		"http to another machine is readable on the way: expected "
		"https");
	return err_hint(err, "https, or notify.webhook_http: true");
}

static int read_mail(struct notify_config *config, const cJSON *section,
	const struct json_place *place, struct err *err)
{
	if (read_word(&config->mail_to, section, "mail_to", place, err) < 0 ||
		read_word(&config->mail_from, section, "mail_from", place,
			err) < 0 ||
		json_get_list(
			section, "sendmail", &config->sendmail, place, err) < 0)
		return -1;
	if (config->mail_to && !config->sendmail.count)
		return json_complain(place, "sendmail", err,
			"must not be empty where mail_to is not");
	return 0;
}

static int read_pace(struct notify_config *config, const cJSON *section,
	const struct json_place *place, struct err *err)
{
	if (json_get_number(section, "per_minute", &config->per_minute, place,
		    err) < 0 ||
		json_get_number(section, "attempts", &config->attempts, place,
			err) < 0 ||
		json_get_duration(section, "settle", &config->settle_ms, place,
			err) < 0 ||
		json_get_duration(section, "timeout", &config->timeout_ms,
			place, err) < 0 ||
		json_get_duration(section, "retry_first",
			&config->retry_first_ms, place, err) < 0 ||
		json_get_duration(section, "retry_max", &config->retry_max_ms,
			place, err) < 0)
		return -1;
	if (config->per_minute < 1 || config->per_minute > NOTIFY_MINUTE_MAX)
		return json_complain(
			place, "per_minute", err, "must be from 1 to 60");
	if (config->attempts < 1 || config->attempts > 100)
		return json_complain(
			place, "attempts", err, "must be from 1 to 100");
	if (config->timeout_ms < 1 || config->timeout_ms > TIMEOUT_MAX_MS)
		return json_complain(
			place, "timeout", err, "must be more than 0, up to 5m");
	if (config->retry_first_ms < 1)
		return json_complain(
			place, "retry_first", err, "must be more than 0");
	if (config->retry_max_ms < config->retry_first_ms ||
		config->retry_max_ms > YEAR_MS)
		return json_complain(place, "retry_max", err,
			"must not be shorter than retry_first");
	return 0;
}

int config_read_notify(struct notify_config *config, const cJSON *section,
	const struct json_place *place, struct err *err)
{
	if (read_events(config, section, place, err) < 0 ||
		json_get_list(
			section, "desktop", &config->desktop, place, err) < 0 ||
		json_get_list(
			section, "command", &config->command, place, err) < 0 ||
		read_webhook(config, section, place, err) < 0 ||
		read_mail(config, section, place, err) < 0)
		return -1;
	return read_pace(config, section, place, err);
}

void config_clear_notify(struct notify_config *config)
{
	argv_clear(&config->desktop);
	argv_clear(&config->command);
	argv_clear(&config->sendmail);
	free(config->webhook);
	free(config->mail_to);
	free(config->mail_from);
	*config = (struct notify_config){ 0 };
}
