/*
 * config_publish - the section `publish`: see config_publish.h
 */
#include "model/config/config_publish.h"

#include <stdlib.h>

#include "model/profile/placeholder.h"

/* REG_NEWLINE: what a program says has many lines. */
#define REGEX_FLAGS (REG_EXTENDED | REG_ICASE | REG_NOSUB | REG_NEWLINE)

static int read_done(struct publish_config *config, const cJSON *section,
	const struct json_place *place, struct err *err)
{
	char *text = NULL, why[128];
	int rc = json_get_text(section, "done_matches", &text, place, err);

	if (rc == 0 && text && *text) {
		rc = regcomp(&config->done, text, REGEX_FLAGS);
		config->has_done = rc == 0;
		if (rc != 0) {
			regerror(rc, &config->done, why, sizeof(why));
			rc = json_complain(place, "done_matches", err, why);
		}
	}
	free(text);
	return rc;
}

int config_read_publish(struct publish_config *config, const cJSON *section,
	const struct json_place *place, struct err *err)
{
	static const char *const known[] = { "branch", NULL };

	if (json_get_list(section, "command", &config->command, place, err) <
			0 ||
		json_get_list(section, "check", &config->check, place, err) <
			0 ||
		json_get_list(section, "push", &config->push, place, err) < 0)
		return -1;
	if (!config->command.count)
		return json_complain(
			place, "command", err, "must not be empty");
	if (placeholder_check_list(
		    &config->command, known, place, "command", err) < 0 ||
		placeholder_check_list(
			&config->check, known, place, "check", err) < 0 ||
		placeholder_check_list(
			&config->push, known, place, "push", err) < 0)
		return -1;
	return read_done(config, section, place, err);
}

void config_clear_publish(struct publish_config *config)
{
	argv_clear(&config->command);
	argv_clear(&config->check);
	argv_clear(&config->push);
	if (config->has_done)
		regfree(&config->done);
	config->has_done = false;
}
