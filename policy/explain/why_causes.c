/*
 * why_causes - hypotheses and what speaks for them: see why_causes.h
 */
#include "policy/explain/why_causes.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"

#define OTHERS_NAMED 5

struct hypothesis *suppose(struct cause *cause, const char *what)
{
	struct hypothesis *hypothesis = &cause->items[cause->count++];

	hypothesis->cause = what;
	return hypothesis;
}

static void add_argument(
	struct argv *list, const char *format, va_list arguments)
{
	char text[512];

	vsnprintf(text, sizeof(text), format, arguments);
	argv_add(list, text);
}

void speaks_for(struct hypothesis *hypothesis, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_argument(&hypothesis->speaks_for, format, arguments);
	va_end(arguments);
}

void speaks_against(struct hypothesis *hypothesis, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_argument(&hypothesis->speaks_against, format, arguments);
	va_end(arguments);
}

void is_certain(struct cause *cause, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	mem_replace(&cause->text, text);
	cause->certain = true;
}

void weigh_others(
	struct hypothesis *hypothesis, const struct why_facts *facts, bool all)
{
	const struct history *others = facts->others;
	char names[320] = "";
	size_t len = 0;

	for (size_t i = 0; i < others->count && i < OTHERS_NAMED; i++)
		len += (size_t)snprintf(names + len, sizeof(names) - len,
			"%s%.58s", i ? ", " : "", others->items[i].agent);
	if (!others->count && all)
		speaks_against(hypothesis,
			"no other agent ended so within %d s of it",
			WHY_TOGETHER_MS / 1000);
	else if (!others->count)
		speaks_for(hypothesis,
			"no other agent ended so within %d s of it",
			WHY_TOGETHER_MS / 1000);
	else if (all)
		speaks_for(hypothesis,
			"%zu other%s ended so within %d s of it: %s%s",
			others->count, others->count > 1 ? "s" : "",
			WHY_TOGETHER_MS / 1000, names,
			others->count > OTHERS_NAMED ? ", …" : "");
	else
		speaks_against(hypothesis,
			"%zu other%s ended so within %d s of it: one cause is "
			"likelier than %zu",
			others->count, others->count > 1 ? "s" : "",
			WHY_TOGETHER_MS / 1000, others->count + 1);
}

const char *first_evidence(const struct run *run)
{
	return evidence_first(&run->evidence, "nothing is known of its end");
}
