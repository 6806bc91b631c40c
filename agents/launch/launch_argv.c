/*
 * launch_argv - the arguments of an agent's program: see launch_argv.h
 */
#include "agents/launch/launch_argv.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"

const struct argv *launch_arguments(
	const struct profile *profile, const struct task *task, bool resume)
{
	const struct argv *start =
		task->interactive ? &profile->interactive : &profile->headless;
	const struct argv *again = task->interactive
					   ? &profile->interactive_resume
					   : &profile->headless_resume;

	return resume && again->count ? again : start;
}

bool launch_argv_uses(const struct argv *arguments, const char *placeholder)
{
	for (size_t i = 0; i < arguments->count; i++)
		if (strstr(arguments->items[i], placeholder))
			return true;
	return false;
}

bool launch_tells_prompt(
	const struct profile *profile, const struct task *task, bool resume)
{
	const struct argv *arguments = launch_arguments(profile, task, resume);

	/* {prompt} or {json:prompt} */
	return launch_argv_uses(arguments, "prompt}") ||
	       (!task->interactive && profile->stdin_headless == STDIN_PROMPT);
}

/* Whether `item` is "{name}" and nothing else, and has no value. */
static bool launch_item_has_no_value(
	const char *item, const struct expand *with)
{
	size_t len = strlen(item);

	for (size_t i = 0; i < with->count; i++) {
		const char *name = with->list[i].name;

		if (!with->list[i].value && len == strlen(name) + 2 &&
			item[0] == '{' && item[len - 1] == '}' &&
			!strncmp(item + 1, name, len - 2))
			return true;
	}
	return false;
}

/*
 * A CLI takes '-' for an option and '!' for a shell command of the person; a
 * space in front of either prevents it and does not change the prompt's meaning.
 */
static bool launch_prompt_needs_space(
	const struct argv *argv, const char *prompt)
{
	return prompt[0] == '!' || (prompt[0] == '-' && !argv_has(argv, "--"));
}

static void launch_add_item(
	struct argv *argv, const char *item, const struct expand *with)
{
	char *text = expand_text(item, with);

	if (!text)
		return;
	if (!strcmp(item, "{prompt}") && launch_prompt_needs_space(argv, text))
		argv_addf(argv, " %s", text);
	else
		argv_add(argv, text);
	free(text);
}

void launch_argv_build(struct argv *argv, const struct profile *profile,
	const struct task *task, const struct argv *arguments,
	const struct expand *with)
{
	if (!profile->program) {
		argv_add_all(argv, task->argv.items);
		return;
	}
	argv_add(argv, path_base(profile->program));
	for (size_t i = 0; i < arguments->count; i++) {
		const char *item = arguments->items[i];
		const struct argv *flags =
			&profile->permissions[task->permissions];

		if (!strcmp(item, "{permissions}")) {
			for (size_t j = 0; j < flags->count; j++)
				launch_add_item(argv, flags->items[j], with);
		} else if (!launch_item_has_no_value(item, with)) {
			launch_add_item(argv, item, with);
		}
	}
}
