/*
 * inject - text typed on request
 *
 * A text is one paste, marked as such where the program has asked for marked
 * pastes, then a separate Enter after 500 ms, because programs take an Enter
 * that comes together with a paste for a part of the paste. A text is never
 * typed into a line that a person has begun (draft.h): it waits until that line
 * was sent or deleted. A person's keys wait in turn while a text is typed.
 *
 * While texts are held (a dialog is open), only keys are typed: a person's
 * answer to the dialog, byte by byte, before all texts.
 *
 * At most INJECT_TEXTS wait. They are lost when the run ends; the record has
 * the number of the last text that was typed whole.
 */
#ifndef KEEPER_INJECT_H
#define KEEPER_INJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INJECT_TEXTS 8

struct keeper;

enum inject_state {
	INJECT_REST,
	INJECT_TEXT, /* the first text is being written */
	INJECT_ENTER /* it was; its Enter is due at enter_boot_ms */
};

/* How a text is typed. */
struct typing {
	int64_t number; /* set by inject_add(); keys have none: 0 */
	bool keys; /* as single keys: no paste, and before all others */
	bool no_enter;
};

struct inject {
	enum inject_state state;
	int first, count; /* texts, a ring */
	size_t lengths[INJECT_TEXTS];
	struct typing how[INJECT_TEXTS];
	size_t at; /* bytes of the first text that were written */
	bool held; /* type nothing but keys */
	bool bracketed; /* the paste that is being written is marked */
	int64_t enter_boot_ms;
	int64_t last_number; /* the last that was given to a text */
};

enum inject_result {
	INJECT_SENT, /* it is being typed */
	INJECT_QUEUED, /* inject_why() says why it waits */
	INJECT_FULL,
	INJECT_BUSY /* keys are not typed into the middle of a text */
};

/* Adds a copy of `text` without control characters, and sets how->number. */
enum inject_result inject_add(
	struct keeper *keeper, const char *text, struct typing *how);

/* Types as much as the agent takes. Returns the number of the text that is
 * now typed whole; 0: none. */
int64_t inject_step(struct keeper *keeper);

/* Forgets all texts. */
void inject_clear(struct inject *inject);

static inline bool inject_is_typing(const struct inject *inject)
{
	return inject->state != INJECT_REST;
}

/* True when a person has begun a line, or a text waits. */
bool inject_is_ahead(const struct keeper *keeper);

/* Why the first text is not typed yet, as a sentence. */
const char *inject_why(const struct keeper *keeper);

/* When inject_step() has something to do by itself; 0: never. */
int64_t inject_due(const struct inject *inject);

#endif
