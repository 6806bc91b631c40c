/*
 * notify_send - deliver one event by one channel: see notify_send.h
 */
#include "supervisor/notify/notify_send.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "supervisor/notify/notify_text.h"

static int run_program(const struct notify_config *config,
	const struct argv *argv, const char *input, const struct argv *env,
	struct err *err)
{
	struct child child = { .argv = argv->items,
		.env = env ? env->items : NULL,
		.input = input,
		.input_len = input ? strlen(input) : 0,
		.timeout_ms = config->timeout_ms };
	int rc = child_check(&child, err);

	if (rc < 0 && err)
		err->code = EXIT_TRY_LATER;
	child_clear(&child);
	return rc;
}

static int send_desktop(
	const struct notify_config *config, const cJSON *event, struct err *err)
{
	const char *title = json_text(event, "title");
	const char *text = json_text(event, "text");
	char *escaped = notify_escape(text ? text : "");
	struct argv argv = ARGV_INIT;
	int rc;

	argv_add_all(&argv, config->desktop.items);
	argv_add(&argv, title ? title : "reeve");
	argv_add(&argv, escaped);
	rc = run_program(config, &argv, NULL, NULL, err);
	argv_clear(&argv);
	free(escaped);
	return rc;
}

static int send_command(
	const struct notify_config *config, const cJSON *event, struct err *err)
{
	char *input = json_line(event);
	struct argv env = ARGV_INIT;
	int rc;

	argv_add_all(&env, environ);
	notify_write_env(&env, event);
	rc = run_program(config, &config->command, input, &env, err);
	argv_clear(&env);
	free(input);
	return rc;
}

static int send_webhook(
	const struct notify_config *config, const cJSON *event, struct err *err)
{
	cJSON *slack = notify_write_slack(event);
	char *body = json_line(slack);
	int rc = webhook_post(config, body, err);

	free(body);
	cJSON_Delete(slack);
	return rc;
}

static int send_mail(
	const struct notify_config *config, const cJSON *event, struct err *err)
{
	struct str mail = STR_INIT;
	int rc;

	notify_write_mail(&mail, config, event);
	rc = run_program(config, &config->sendmail, str_text(&mail), NULL, err);
	str_clear(&mail);
	return rc;
}

int notify_send(const struct notify_config *config, enum notify_channel channel,
	const cJSON *event, struct err *err)
{
	/* It may have been taken out of the config meanwhile. */
	if (!notify_config_has(config, channel))
		return err_set(err, EXIT_NO, "the channel is not configured");
	switch (channel) {
	case NOTIFY_DESKTOP:
		return send_desktop(config, event, err);
	case NOTIFY_COMMAND:
		return send_command(config, event, err);
	case NOTIFY_WEBHOOK:
		return send_webhook(config, event, err);
	case NOTIFY_MAIL:
		return send_mail(config, event, err);
	case NOTIFY_CHANNELS:
		break;
	}
	return err_set(err, EXIT_NO, "no such channel");
}
