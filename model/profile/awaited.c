/*
 * awaited - for what an agent waits, as one source shows it: see awaited.h
 */
#include "model/profile/awaited.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

void awaited_clear(struct awaited *awaited)
{
	free(awaited->what);
	*awaited = (struct awaited){ 0 };
}

const char *awaited_default_text(enum attention what_for)
{
	return what_for == ATTENTION_PROMPT ? "it waits for its next prompt"
					    : "a dialog";
}

static int64_t awaited_identify(const char *what)
{
	uint64_t hash = hash_bytes(HASH_BEGIN, what, strlen(what));

	return (int64_t)(hash >> 1 | 1);
}

/* By the words of the dialog, which are its program's. */
static bool awaited_is_secret(const char *what)
{
	static const char *const words[] = { "password", "passphrase",
		"passcode", "secret", "token", "api key" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcasestr(what, words[i]))
			return true;
	return false;
}

void awaited_set(struct awaited *awaited, const struct attention_rule *row,
	const char *what, int64_t time_ms)
{
	const char *shown;

	awaited_clear(awaited);
	awaited->known = true;
	awaited->time_ms = time_ms;
	if (!row || row->what_for == ATTENTION_NOTHING)
		return;
	if (what && !*what)
		what = NULL;
	shown = what ? what : awaited_default_text(row->what_for);
	awaited->what_for = row->what_for;
	awaited->source = row->source;
	awaited->verdict = row->verdict;
	awaited->no_enter = row->no_enter;
	awaited->what = mem_copy(shown);
	awaited->identity = what ? awaited_identify(what) : 0;
	awaited->secret = what && awaited_is_secret(what);
	awaited->turn_over = row->what_for == ATTENTION_PROMPT && !what;
}
