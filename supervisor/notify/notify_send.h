/*
 * notify_send - deliver one event by one channel
 *
 * Slow: in a worker. Fails with EXIT_NO where trying again is of no use, else
 * with EXIT_TRY_LATER. Errors never hold a webhook's URL: it is a secret.
 */
#ifndef SUPERVISOR_NOTIFY_NOTIFY_SEND_H
#define SUPERVISOR_NOTIFY_NOTIFY_SEND_H

#include <cjson/cJSON.h>

#include "base/err.h"
#include "model/config/config_notify.h"

int notify_send(const struct notify_config *config, enum notify_channel channel,
	const cJSON *event, struct err *err);

/* notify_webhook.c */

enum webhook_place {
	WEBHOOK_REFUSED = 0, /* no URL, or http to elsewhere */
	WEBHOOK_HERE, /* http to this machine */
	WEBHOOK_ELSEWHERE,
};

/* Where a URL leads, and whether it may: pure. */
enum webhook_place webhook_place(const char *url, bool allow_http);

/* POSTs `body`; follows no redirect. */
int webhook_post(
	const struct notify_config *config, const char *body, struct err *err);

#endif
