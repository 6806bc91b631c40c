/*
 * options - parse a command line: see options.h
 *
 * getopt_long is not used: it does not report the place of `--`, prints its own
 * errors, and accepts unique prefixes of options, so that a new option could
 * break scripts.
 */
#include "cli/options.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/argv.h"
#include "base/duration.h"

/* An option on the command line: its row, the place of its value, its text. */
struct found {
	const struct option_row *row;
	void *place;
	const char *shown;
};

static bool option_find(struct found *found, const struct option_set *sets,
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

static int option_store_number(
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

static int option_store_duration(
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

static int option_store(
	const struct found *found, const char *value, struct err *err)
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
		return option_store_duration(found, value, err);
	case OPTION_NUMBER:
		return option_store_number(found, value, err);
	}
	return 0;
}

static const char *arguments_take(struct arguments *arguments)
{
	if (!arguments->count)
		return NULL;
	arguments->count--;
	return *arguments->items++;
}

static int option_fail_unknown(const char *option, struct err *err)
{
	return err_set(err, EXIT_WRONG_USE, "no such option: '%s'", option);
}

static int option_fail_no_value(const char *option, struct err *err)
{
	return err_set(err, EXIT_WRONG_USE, "wrong use of '%s': missing value",
		option);
}

/* --name, --name=VALUE or --name VALUE */
static int option_parse_long(struct arguments *arguments, const char *item,
	const struct option_set *sets, size_t set_count, struct err *err)
{
	const char *name = item + 2, *equals = strchr(name, '=');
	size_t len = equals ? (size_t)(equals - name) : strlen(name);
	const char *value = equals ? equals + 1 : NULL;
	struct found found = { .shown = item };

	if (!option_find(&found, sets, set_count, 0, name, len))
		return option_fail_unknown(item, err);
	if (found.row->kind == OPTION_FLAG && equals)
		return err_set(err, EXIT_WRONG_USE,
			"wrong use of '%s': unexpected value", item);
	if (found.row->kind != OPTION_FLAG && !value &&
		!(value = arguments_take(arguments)))
		return option_fail_no_value(item, err);
	return option_store(&found, value, err);
}

/* -x, -xyz, -xVALUE or -x VALUE */
static int option_parse_letters(struct arguments *arguments, const char *item,
	const struct option_set *sets, size_t set_count, struct err *err)
{
	for (const char *at = item + 1; *at; at++) {
		char shown[3] = { '-', *at, '\0' };
		struct found found = { .shown = shown };
		const char *value = at[1] ? at + 1 : NULL;

		if (!option_find(&found, sets, set_count, *at, NULL, 0))
			return option_fail_unknown(
				at == item + 1 ? item : shown, err);
		if (found.row->kind == OPTION_FLAG) {
			option_store(&found, NULL, err);
			continue;
		}
		if (!value && !(value = arguments_take(arguments)))
			return option_fail_no_value(shown, err);
		return option_store(&found, value, err);
	}
	return 0;
}

static void arguments_add_word(struct arguments *arguments, char *word)
{
	/* word_count is never ahead of the item that is parsed. */
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
			arguments_add_word(arguments, item);
			arguments_take(arguments);
			continue;
		}
		arguments_take(arguments);
		if (!strcmp(item, "--")) {
			last = item;
			break;
		}
		rc = item[1] == '-' ? option_parse_long(arguments, item, sets,
					      set_count, err)
				    : option_parse_letters(arguments, item,
					      sets, set_count, err);
	}
	if (last && arguments->keep_rest)
		arguments->rest = arguments->items;
	while (last && !arguments->keep_rest && arguments->count)
		arguments_add_word(arguments,
			(char *)(uintptr_t)arguments_take(arguments));
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
