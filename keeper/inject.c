/*
 * inject - text typed on request: see inject.h
 */
#include "keeper/inject.h"

#include <string.h>
#include <sys/mman.h>

#include "base/clock.h"
#include "keeper/keeper.h"

#define ENTER_DELAY_MS 500
#define PASTE_BEGIN    "\033[200~"
#define PASTE_END      "\033[201~"
#define MARK_BYTES     6
#define TEXT_BYTES     COMMAND_MAX_BYTES
#define CHUNK_BYTES    1024

/* Pages that were never touched, or were given back, use no memory. */
static char texts[INJECT_TEXTS][TEXT_BYTES] __attribute__((aligned(4096)));

static bool person_is_typing(const struct keeper *keeper)
{
	return draft_is_begun(&keeper->draft) || keeper->input.pasting;
}

bool inject_is_ahead(const struct keeper *keeper)
{
	return person_is_typing(keeper) || keeper->inject.count;
}

/*
 * The length of what is left out of a text: control characters but newline and
 * tab, those of C1 in UTF-8 too, and the marks of a paste. 0: nothing.
 */
static size_t control_length(const char *at)
{
	const unsigned char *byte = (const unsigned char *)at;

	if (!strncmp(at, PASTE_BEGIN, MARK_BYTES) ||
		!strncmp(at, PASTE_END, MARK_BYTES))
		return MARK_BYTES;
	if (byte[0] == 0xc2 && byte[1] >= 0x80 && byte[1] < 0xa0)
		return 2;
	return (byte[0] < ' ' && byte[0] != '\n' && byte[0] != '\t') ||
	       byte[0] == 0177;
}

static size_t copy_without_controls(char *to, const char *from)
{
	size_t len = 0;

	while (*from && len < TEXT_BYTES) {
		size_t skip = control_length(from);

		if (!skip)
			to[len++] = *from;
		from += skip ? skip : 1;
	}
	return len;
}

/* Texts go behind all others, keys before them. */
static int inject_take_slot(struct inject *inject, bool keys)
{
	int slot = (inject->first + inject->count) % INJECT_TEXTS;

	if (keys)
		slot = inject->first =
			(inject->first + INJECT_TEXTS - 1) % INJECT_TEXTS;
	inject->count++;
	return slot;
}

/* Begins with the first text when nothing speaks against it. */
static void inject_begin(struct keeper *keeper)
{
	struct inject *inject = &keeper->inject;
	const struct typing *how = &inject->how[inject->first];

	if (!inject->count || keeper->run.phase != RUN_RUNNING ||
		(inject->held && !how->keys) || person_is_typing(keeper) ||
		!channel_is_empty(&keeper->pty.in))
		return;
	inject->at = 0;
	inject->bracketed =
		!how->keys && modes_has_bracketed_paste(&keeper->modes);
	if (inject->bracketed)
		channel_put(&keeper->pty.in, PASTE_BEGIN, MARK_BYTES);
	inject->state = INJECT_TEXT;
}

enum inject_result inject_add(
	struct keeper *keeper, const char *text, struct typing *how)
{
	struct inject *inject = &keeper->inject;
	bool was_typing = inject_is_typing(inject);
	int slot;

	if (inject->count == INJECT_TEXTS)
		return INJECT_FULL;
	if (how->keys && was_typing)
		return INJECT_BUSY;
	slot = inject_take_slot(inject, how->keys);
	/* A number says that all texts before it were typed: none for keys. */
	if (!how->keys)
		how->number = ++inject->last_number;
	inject->lengths[slot] = copy_without_controls(texts[slot], text);
	inject->how[slot] = *how;
	if (!was_typing)
		inject_begin(keeper);
	return inject_is_typing(inject) && inject->first == slot
		       ? INJECT_SENT
		       : INJECT_QUEUED;
}

const char *inject_why(const struct keeper *keeper)
{
	if (person_is_typing(keeper))
		return "somebody is typing in the pane; the text is typed when "
		       "that line is sent or deleted";
	return keeper->inject.held ? "a dialog is open; the text is typed when "
				     "the dialog is answered"
				   : "earlier texts are typed first";
}

static int64_t inject_end_text(struct keeper *keeper)
{
	struct inject *inject = &keeper->inject;
	int64_t number = inject->how[inject->first].number;

	madvise(texts[inject->first], TEXT_BYTES, MADV_DONTNEED);
	inject->first = (inject->first + 1) % INJECT_TEXTS;
	inject->count--;
	inject->state = INJECT_REST;
	if (number)
		keeper->run.typed = number;
	return number;
}

static int64_t inject_write_text(struct keeper *keeper)
{
	struct inject *inject = &keeper->inject;
	struct channel *in = &keeper->pty.in;
	size_t left = inject->lengths[inject->first] - inject->at;

	while (left && channel_room(in) > MARK_BYTES) {
		size_t len = left < CHUNK_BYTES ? left : CHUNK_BYTES;

		if (len > channel_room(in) - MARK_BYTES)
			len = channel_room(in) - MARK_BYTES;
		channel_put(in, texts[inject->first] + inject->at, len);
		inject->at += len;
		left -= len;
	}
	if (left)
		return 0;
	if (inject->bracketed)
		channel_put(in, PASTE_END, MARK_BYTES);
	if (inject->how[inject->first].no_enter)
		return inject_end_text(keeper);
	inject->state = INJECT_ENTER;
	inject->enter_boot_ms = clock_boot_ms() + ENTER_DELAY_MS;
	return 0;
}

static int64_t inject_write_enter(struct keeper *keeper)
{
	if (clock_boot_ms() < keeper->inject.enter_boot_ms ||
		!channel_put(&keeper->pty.in, "\r", 1))
		return 0;
	return inject_end_text(keeper);
}

int64_t inject_step(struct keeper *keeper)
{
	if (keeper->inject.state == INJECT_REST)
		inject_begin(keeper);
	switch (keeper->inject.state) {
	case INJECT_REST:
		break;
	case INJECT_TEXT:
		return inject_write_text(keeper);
	case INJECT_ENTER:
		return inject_write_enter(keeper);
	}
	return 0;
}

int64_t inject_due(const struct inject *inject)
{
	/* An Enter that is overdue waits for the program to read. */
	if (inject->state == INJECT_ENTER &&
		clock_boot_ms() < inject->enter_boot_ms)
		return inject->enter_boot_ms;
	return 0;
}

void inject_clear(struct inject *inject)
{
	int64_t last_number = inject->last_number;

	if (inject->count)
		madvise(texts, sizeof(texts), MADV_DONTNEED);
	*inject = (struct inject){ .last_number = last_number };
}
