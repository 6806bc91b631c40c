/*
 * json_check - strict validation of one JSON document: see json_check.h
 *
 * One walk over the bytes. It keeps only the names of the members of the open
 * objects, limits the depth and the number of values, and compares names after
 * sorting, so that hostile text costs no more than other text of its length.
 */
#include "base/json_check.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/json_scan.h"
#include "base/mem.h"
#include "base/text.h"

struct member {
	size_t name; /* offset in walk.names */
	size_t at; /* offset in the document */
};

struct walk {
	struct scan scan;
	size_t depth, values;
	struct str names; /* of all open objects, each with its NUL */
	struct member *members;
	size_t count, size;
};

static int walk_value(struct walk *walk);

static int walk_array(struct walk *walk)
{
	walk->scan.at++;
	scan_space(&walk->scan);
	if (scan_char(&walk->scan, ']'))
		return 0;
	do {
		if (walk_value(walk) < 0)
			return -1;
		scan_space(&walk->scan);
	} while (scan_char(&walk->scan, ','));
	return scan_char(&walk->scan, ']')
		       ? 0
		       : scan_expected(&walk->scan, "',' or ']'");
}

static int member_compare(const void *a, const void *b, void *names)
{
	const struct member *left = a, *right = b;
	int order = strcmp((const char *)names + left->name,
		(const char *)names + right->name);

	if (order)
		return order;
	return left->at < right->at ? -1 : 1;
}

/* Finds a name twice among the members from `first` on: those of one object. */
static int walk_names(struct walk *walk, size_t first)
{
	struct member *members = walk->members + first;
	size_t count = walk->count - first;
	const char *name;
	char *shown;

	if (count < 2)
		return 0;
	qsort_r(members, count, sizeof(*members), member_compare,
		walk->names.text);
	for (size_t i = 1; i < count; i++) {
		name = walk->names.text + members[i].name;
		if (strcmp(walk->names.text + members[i - 1].name, name))
			continue;
		shown = text_one_line(name, 64);
		scan_fail(&walk->scan, members[i].at, "a member '%s' twice",
			shown);
		free(shown);
		return -1;
	}
	return 0;
}

static int walk_member(struct walk *walk)
{
	struct member member = { walk->names.len, walk->scan.at };

	if (scan_peek(&walk->scan) != '"')
		return scan_expected(&walk->scan, "a member's name");
	if (scan_string(&walk->scan, &walk->names) < 0)
		return -1;
	str_add_bytes(&walk->names, "", 1);
	if (walk->count == walk->size) {
		walk->size = walk->size ? walk->size * 2 : 32;
		walk->members = mem_grow(
			walk->members, walk->size * sizeof(*walk->members));
	}
	walk->members[walk->count++] = member;
	scan_space(&walk->scan);
	if (!scan_char(&walk->scan, ':'))
		return scan_expected(&walk->scan, "':'");
	return walk_value(walk);
}

static int walk_object(struct walk *walk)
{
	size_t first = walk->count, names = walk->names.len;

	walk->scan.at++;
	scan_space(&walk->scan);
	if (scan_char(&walk->scan, '}'))
		return 0;
	do {
		scan_space(&walk->scan);
		if (walk_member(walk) < 0)
			return -1;
		scan_space(&walk->scan);
	} while (scan_char(&walk->scan, ','));
	if (!scan_char(&walk->scan, '}'))
		return scan_expected(&walk->scan, "',' or '}'");
	if (walk_names(walk, first) < 0)
		return -1;
	walk->count = first;
	walk->names.len = names;
	return 0;
}

static int walk_nested(struct walk *walk, int (*check)(struct walk *walk))
{
	int rc;

	if (walk->depth == JSON_MAX_DEPTH)
		return scan_fail(
			&walk->scan, walk->scan.at, "nested too deeply");
	walk->depth++;
	rc = check(walk);
	walk->depth--;
	return rc;
}

static int walk_value(struct walk *walk)
{
	scan_space(&walk->scan);
	if (++walk->values > JSON_MAX_VALUES)
		return scan_fail(&walk->scan, walk->scan.at, "too many values");
	switch (scan_peek(&walk->scan)) {
	case '{':
		return walk_nested(walk, walk_object);
	case '[':
		return walk_nested(walk, walk_array);
	case '"':
		return scan_string(&walk->scan, NULL);
	case 't':
		return scan_word(&walk->scan, "true");
	case 'f':
		return scan_word(&walk->scan, "false");
	case 'n':
		return scan_word(&walk->scan, "null");
	default:
		return scan_number(&walk->scan);
	}
}

int json_check(const char *bytes, size_t len, bool inexact, const char *what,
	struct err *err)
{
	struct walk walk = {
		.scan = { bytes, len, 0, what, inexact, err },
	};
	int rc = walk_value(&walk);

	if (!rc) {
		scan_space(&walk.scan);
		if (walk.scan.at < len)
			rc = scan_fail(&walk.scan, walk.scan.at,
				"something after the document's end");
	}
	str_clear(&walk.names);
	free(walk.members);
	return rc;
}
