/*
 * options - what stands on a command line: see options.h
 *
 * A parser of our own, since getopt forgets where `--` stood, prints errors in
 * its own words, and takes any unique start of an option for the option: then
 * no option could be added later without breaking somebody's script.
 */
#include "cli/options.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/argv.h"
#include "base/duration.h"

/* One option as found: its row, where its value goes, how it was written. */
struct found {
	const struct option_row *row;
	void *place;
	const char *shown;
};

static bool find(struct found *found, const struct option_set *sets,
	size_t set_count, char letter, const char *name, size_t len)
{
	for (size_t i = 0; i < set_count; i++) {
		const struct option_row *row = sets[i].rows;

		for (; row && row->name; row++) {
			bool same =
				name ? strlen(row->name) == len &&
						!strncmp(row->name, name, len)
				     : row->letter == letter;

			if (!same)
				continue;
			found->row = row;
			found->place = (char *)sets[i].values + row->offset;
			return true;
		}
	}
	return false;
}

static int store_number(
	const struct found *found, const char *value, struct err *err)
{
	char *end;
	long long number;

	errno = 0;
	number = strtoll(value, &end, 10);
	if (end == value || *end || errno)
		return err_set(err, EXIT_WRONG_USE,
			"wrong use of '%s': '%s': expected a number",
			found->shown, value);
	*(int64_t *)found->place = number;
	return 0;
}

static int store_duration(
	const struct found *found, const char *value, struct err *err)
{
	int64_t ms = duration_parse(value);

	if (ms < 0)
		return err_set(err, EXIT_WRONG_USE,
			"wrong use of '%s': '%s': " DURATION_EXPECTED,
			found->shown, value);
	*(int64_t *)found->place = ms;
	return 0;
}

static int store(const struct found *found, const char *value, struct err *err)
{
	switch (found->row->kind) {
	case OPTION_FLAG:
		*(bool *)found->place = true;
		return 0;
	case OPTION_TEXT:
		*(const char **)found->place = value;
		return 0;
	case OPTION_LIST:
		argv_add(found->place, value);
		return 0;
	case OPTION_DURATION:
		return store_duration(found, value, err);
	case OPTION_NUMBER:
		return store_number(found, value, err);
	}
	return 0;
}

static const char *take_next(struct arguments *arguments)
{
	if (!arguments->count)
		return NULL;
	arguments->count--;
	return *arguments->items++;
}

static int no_such(const char *option, struct err *err)
{
	return err_set(err, EXIT_WRONG_USE, "no such option: '%s'", option);
}

static int no_value(const char *option, struct err *err)
{
	return err_set(err, EXIT_WRONG_USE,
		"wrong use of '%s': it needs a value", option);
}

/* --name, --name=VALUE or --name VALUE */
static int parse_long(struct arguments *arguments, const char *item,
	const struct option_set *sets, size_t set_count, struct err *err)
{
	const char *name = item + 2, *equals = strchr(name, '=');
	size_t len = equals ? (size_t)(equals - name) : strlen(name);
	const char *value = equals ? equals + 1 : NULL;
	struct found found = { .shown = item };

	if (!find(&found, sets, set_count, 0, name, len))
		return no_such(item, err);
	if (found.row->kind == OPTION_FLAG && equals)
		return err_set(err, EXIT_WRONG_USE,
			"wrong use of '%s': it takes no value", item);
	if (found.row->kind != OPTION_FLAG && !value &&
		!(value = take_next(arguments)))
		return no_value(item, err);
	return store(&found, value, err);
}

/* -x, -xyz, -xVALUE or -x VALUE */
static int parse_letters(struct arguments *arguments, const char *item,
	const struct option_set *sets, size_t set_count, struct err *err)
{
	for (const char *at = item + 1; *at; at++) {
		char shown[3] = { '-', *at, '\0' };
		struct found found = { .shown = shown };
		const char *value = at[1] ? at + 1 : NULL;

		if (!find(&found, sets, set_count, *at, NULL, 0))
			return no_such(at == item + 1 ? item : shown, err);
		if (found.row->kind == OPTION_FLAG) {
			store(&found, NULL, err);
			continue;
		}
		if (!value && !(value = take_next(arguments)))
			return no_value(shown, err);
		return store(&found, value, err);
	}
	return 0;
}

static void add_word(struct arguments *arguments, char *word)
{
	/* Never ahead of what is read: words only move to the front. */
	arguments->words[arguments->word_count++] = word;
}

int options_parse(struct arguments *arguments, const struct option_set *sets,
	size_t set_count, struct err *err)
{
	char *last = NULL;
	int rc = 0;

	arguments->words = arguments->items;
	arguments->word_count = 0;
	while (arguments->count && rc == 0) {
		char *item = *arguments->items;

		if (item[0] != '-' || !item[1]) {
			if (arguments->until_word)
				return 0;
			add_word(arguments, item);
			take_next(arguments);
			continue;
		}
		take_next(arguments);
		if (!strcmp(item, "--")) {
			last = item;
			break;
		}
		rc = item[1] == '-'
			     ? parse_long(arguments, item, sets, set_count, err)
			     : parse_letters(
				       arguments, item, sets, set_count, err);
	}
	if (last && arguments->keep_rest)
		arguments->rest = arguments->items;
	while (last && !arguments->keep_rest && arguments->count)
		add_word(arguments, (char *)(uintptr_t)take_next(arguments));
	if (rc == 0 && !arguments->until_word)
		arguments->words[arguments->word_count] = NULL;
	return rc;
}

void options_clear(const struct option_set *set)
{
	for (const struct option_row *row = set->rows; row && row->name; row++)
		if (row->kind == OPTION_LIST)
			argv_clear((void *)((char *)set->values + row->offset));
}
