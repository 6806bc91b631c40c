/*
 * expand - replace the placeholders in a profile's texts: see expand.h
 *
 * Values are not expanded again, so a prompt that contains {session} reaches
 * the agent as it was written.
 */
#include "agents/launch/expand.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/env.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

#define TAIL_CHARACTERS 20

struct expansion {
	const struct expand *with;
	struct str out;
	bool path, glob;
	bool failed; /* a variable is missing */
};

static void expand_put(struct expansion *to, const char *value)
{
	for (; to->glob && *value; value++) {
		if (strchr("*?[]\\", *value))
			str_add_char(&to->out, '\\');
		str_add_char(&to->out, *value);
	}
	str_add(&to->out, value);
}

static void expand_put_json(struct expansion *to, const char *value)
{
	cJSON *json = cJSON_CreateString(value);
	char *text = json_line(json);

	expand_put(to, text);
	free(text);
	cJSON_Delete(json);
}

static const char *expand_find_value(
	const struct expand *with, const char *name, size_t len)
{
	for (size_t i = 0; i < with->count; i++)
		if (strlen(with->list[i].name) == len &&
			!strncmp(with->list[i].name, name, len))
			return with->list[i].value;
	return NULL;
}

static const char *expand_get_variable(
	const struct expansion *to, const char *name, size_t len)
{
	char *copy = mem_copy_bytes(name, len);
	const char *value = env_get(to->with->env, copy);

	free(copy);
	return value && *value ? value : NULL;
}

static void expand_put_tail(struct expansion *to, const char *name, size_t len)
{
	const char *value = expand_get_variable(to, name, len);
	size_t all = value ? strlen(value) : 0;

	if (value)
		expand_put(to, all > TAIL_CHARACTERS
				       ? value + all - TAIL_CHARACTERS
				       : value);
	else
		to->failed = true;
}

/* `name` is the text between the braces; false: it is no placeholder. */
static bool expand_put_placeholder(
	struct expansion *to, const char *name, size_t len)
{
	bool json = len > 5 && !strncmp(name, "json:", 5);
	const char *value;

	if (len > 7 && !strncmp(name, "tail20:", 7)) {
		expand_put_tail(to, name + 7, len - 7);
		return true;
	}
	if (json) {
		name += 5;
		len -= 5;
	}
	value = expand_find_value(to->with, name, len);
	if (value && json)
		expand_put_json(to, value);
	else if (value)
		expand_put(to, value);
	return value;
}

/* VAR or VAR:-default. A default may hold glob characters, a value may not. */
static void expand_put_variable(
	struct expansion *to, const char *name, size_t len)
{
	const char *otherwise = memmem(name, len, ":-", 2);
	size_t name_len = otherwise ? (size_t)(otherwise - name) : len;
	const char *value = expand_get_variable(to, name, name_len);

	if (value)
		expand_put(to, value);
	else if (otherwise)
		str_add_bytes(&to->out, otherwise + 2, len - name_len - 2);
	else
		to->failed = true;
}

/* ~ at the start, which may come from a default. */
static void expand_put_home(struct expansion *to)
{
	struct str rest = to->out;
	const char *text = str_text(&rest), *home;

	if (!to->path || text[0] != '~' || (text[1] && text[1] != '/'))
		return;
	home = env_get(to->with->env, "HOME");
	to->out = STR_INIT;
	if (home && *home)
		expand_put(to, home);
	else
		to->failed = true;
	str_add(&to->out, text + 1);
	str_clear(&rest);
}

static char *expand_all(struct expansion *to, const char *text)
{
	while (*text) {
		bool is_variable = to->path && text[0] == '$' && text[1] == '{';
		const char *name = text + (is_variable ? 2 : 1);
		const char *end = NULL;

		if (is_variable || *text == '{')
			end = strchr(name, '}');
		if (end && is_variable)
			expand_put_variable(to, name, (size_t)(end - name));
		else if (!end || !expand_put_placeholder(
					 to, name, (size_t)(end - name)))
			end = NULL;
		if (end)
			text = end + 1;
		else
			str_add_char(&to->out, *text++);
	}
	expand_put_home(to);
	if (!to->failed)
		return str_take(&to->out);
	str_clear(&to->out);
	return NULL;
}

char *expand_text(const char *text, const struct expand *with)
{
	return expand_all(&(struct expansion){ .with = with }, text);
}

char *expand_path(const char *text, const struct expand *with)
{
	return expand_all(
		&(struct expansion){ .with = with, .path = true }, text);
}

char *expand_glob(const char *text, const struct expand *with)
{
	return expand_all(
		&(struct expansion){ .with = with, .path = true, .glob = true },
		text);
}
