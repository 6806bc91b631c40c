/*
 * notify_text - what people are told, in the form each channel wants
 *
 * Pure. An event is one JSON object (its members are in docs/configuration.md)
 * whose texts are cleaned when it is made: reasons, evidence and notes may be
 * an agent's words.
 */
#ifndef SUPERVISOR_NOTIFY_NOTIFY_TEXT_H
#define SUPERVISOR_NOTIFY_NOTIFY_TEXT_H

#include <cjson/cJSON.h>
#include <stdint.h>

#include "base/argv.h"
#include "base/str.h"
#include "model/config/config_notify.h"
#include "model/evidence.h"
#include "model/task.h"

struct notify_facts {
	enum notify_event event;
	int64_t time_ms;
	const char *host;
	const struct task *task; /* NULL: about reeve itself */
	const char *reason; /* or NULL */
	const struct evidence *evidence; /* the strongest, or NULL */
	const char *notes; /* the checkpoint's, or NULL */
	const char *assigned; /* or NULL */
};

/* The event; the caller deletes it. */
cJSON *notify_write_event(const struct notify_facts *facts);

/* Several as one, "digest"; the caller deletes it. */
cJSON *notify_write_digest(
	const struct notification_list *list, int64_t time_ms);

/* {"text":…} as Slack takes it, with the event's own members beside it. */
cJSON *notify_write_slack(const cJSON *event);

/* A whole mail for `sendmail -t`: no event can add a header or end it. */
void notify_write_mail(struct str *mail, const struct notify_config *config,
	const cJSON *event);

/* REEVE_EVENT_KIND=…, for a command's environment. */
void notify_write_env(struct argv *env, const cJSON *event);

/* `text` without what a desktop would take for markup; the caller frees it. */
char *notify_escape(const char *text);

#endif
