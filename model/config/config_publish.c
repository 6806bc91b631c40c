/*
 * config_publish - the section `publish`: see config_publish.h
 */
#include "model/config/config_publish.h"

#include <stdlib.h>

#include "model/profile/placeholder.h"

/* REG_NEWLINE: the output of a program has many lines. */
#define REGEX_FLAGS (REG_EXTENDED | REG_ICASE | REG_NOSUB | REG_NEWLINE)

static int publish_read_published(struct publish_config *config,
	const cJSON *section, const struct json_place *place, struct err *err)
{
	const char *text = json_text(section, "published_matches");
	char why[128];
	int rc;

	if (!text || !*text)
		return 0;
	rc = regcomp(&config->published, text, REGEX_FLAGS);
	config->has_published = rc == 0;
	if (rc == 0)
		return 0;
	regerror(rc, &config->published, why, sizeof(why));
	return json_complain(place, "published_matches", err, why);
}

int config_read_publish(struct publish_config *config, const cJSON *section,
	const struct json_place *place, struct err *err)
{
	static const char *const known[] = { "branch", NULL };

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
	return publish_read_published(config, section, place, err);
}

void config_clear_publish(struct publish_config *config)
{
	if (config->has_published)
		regfree(&config->published);
	config->has_published = false;
}
