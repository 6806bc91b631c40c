/*
 * inject - text typed on request
 *
 * One paste, marked as such where the program asked for that, then a separate
 * Enter: programs take an Enter that comes together with a paste for a part
 * of it. Never into a line that somebody has begun (draft.h): it waits until that
 * line was sent or is gone, however long that takes. What is typed meanwhile
 * waits in turn. While it is held (a dialog is open) nothing is typed but keys,
 * which are a person's answer to that dialog: those go as they are, before all
 * texts.
 */
#include <string.h>
#include <sys/mman.h>

#include "base/clock.h"
#include "keeper/keeper.h"

#define ENTER_MS    500
#define PASTE_BEGIN "\033[200~"
#define PASTE_END   "\033[201~"
#define MARK_BYTES  6
#define TEXT_BYTES  COMMAND_MAX_BYTES
#define CHUNK_BYTES 1024

/* Untouched, it is no memory at all. */
static char texts[INJECT_TEXTS][TEXT_BYTES] __attribute__((aligned(4096)));

bool inject_is_typing(const struct keeper *keeper)
{
	return keeper->inject.state != INJECT_REST;
}

static bool is_in_use(const struct keeper *keeper)
{
	return draft_is_begun(&keeper->draft) || keeper->input.pasting;
}

bool inject_is_ahead(const struct keeper *keeper)
{
	return is_in_use(keeper) || keeper->inject.count;
}

/* Control characters but newline and tab, C1 in UTF-8 too, and paste marks. */
static size_t skip_length(const char *at)
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

/* Where the next text goes: behind all others, or, keys, before them. */
static int take_slot(struct inject *inject, bool keys)
{
	if (!keys)
		return (inject->first + inject->count) % INJECT_TEXTS;
	inject->first = (inject->first + INJECT_TEXTS - 1) % INJECT_TEXTS;
	return inject->first;
}

static size_t clean_copy(char *to, const char *from)
{
	size_t len = 0;

	while (*from && len < TEXT_BYTES) {
		size_t skip = skip_length(from);

		if (!skip)
			to[len++] = *from;
		from += skip ? skip : 1;
	}
	return len;
}

/* Whether it is on its way, or there already; `count` were before it. */
static bool has_begun(
	const struct keeper *keeper, const struct typing *how, int count)
{
	const struct inject *inject = &keeper->inject;

	if (how->keys)
		return inject_is_typing(keeper) || inject->count == count;
	return keeper->run.typed == how->number ||
	       (inject_is_typing(keeper) &&
		       inject->how[inject->first].number == how->number);
}

enum inject_result inject_add(
	struct keeper *keeper, const char *text, struct typing *how)
{
	struct inject *inject = &keeper->inject;
	int slot, count = inject->count;

	if (inject->count == INJECT_TEXTS)
		return INJECT_FULL;
	if (how->keys && inject_is_typing(keeper))
		return INJECT_BUSY;
	slot = take_slot(inject, how->keys);
	/* Keys overtake: a number would say that all texts before were typed. */
	if (!how->keys)
		how->number = ++keeper->texts;
	inject->lengths[slot] = clean_copy(texts[slot], text);
	inject->how[slot] = *how;
	inject->count++;
	inject_step(keeper);
	return has_begun(keeper, how, count) ? INJECT_SENT : INJECT_QUEUED;
}

void inject_release(struct keeper *keeper)
{
	keeper->inject.held = false;
	inject_step(keeper);
}

const char *inject_why(const struct keeper *keeper)
{
	if (is_in_use(keeper))
		return "somebody is typing in its pane: it goes once that line "
		       "is sent or deleted";
	return keeper->inject.held ? "it waits for an answer"
				   : "others are before it";
}

static void begin(struct keeper *keeper)
{
	struct inject *inject = &keeper->inject;

	const struct typing *how = &inject->how[inject->first];

	if (!inject->count || keeper->run.phase != RUN_GOING ||
		(inject->held && !how->keys) || is_in_use(keeper) ||
		!channel_is_empty(&keeper->pty.in))
		return;
	inject->at = 0;
	inject->bracketed =
		!how->keys && modes_has_bracketed_paste(&keeper->modes);
	if (inject->bracketed)
		channel_put(&keeper->pty.in, PASTE_BEGIN, MARK_BYTES);
	inject->state = INJECT_TEXT;
}

static void finish(struct keeper *keeper)
{
	struct inject *inject = &keeper->inject;

	int64_t number = inject->how[inject->first].number;

	madvise(texts[inject->first], TEXT_BYTES, MADV_DONTNEED);
	inject->first = (inject->first + 1) % INJECT_TEXTS;
	inject->count--;
	inject->state = INJECT_REST;
	if (!number)
		return;
	keeper->run.typed = number;
	follow_typed(keeper, number);
}

static void put_text(struct keeper *keeper)
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
		return;
	if (inject->bracketed)
		channel_put(in, PASTE_END, MARK_BYTES);
	if (inject->how[inject->first].no_enter) {
		finish(keeper);
		return;
	}
	inject->state = INJECT_ENTER;
	inject->enter_boot_ms = clock_boot_ms() + ENTER_MS;
}

static void put_enter(struct keeper *keeper)
{
	struct inject *inject = &keeper->inject;

	if (clock_boot_ms() < inject->enter_boot_ms ||
		!channel_put(&keeper->pty.in, "\r", 1))
		return;
	finish(keeper);
}

void inject_step(struct keeper *keeper)
{
	struct inject *inject = &keeper->inject;

	if (inject->state == INJECT_REST)
		begin(keeper);
	if (inject->state == INJECT_TEXT)
		put_text(keeper);
	if (inject->state == INJECT_ENTER)
		put_enter(keeper);
}

int64_t inject_due(const struct keeper *keeper)
{
	const struct inject *inject = &keeper->inject;

	/* Once it is late, it waits for the program to read. */
	if (inject->state == INJECT_ENTER)
		return clock_boot_ms() < inject->enter_boot_ms
			       ? inject->enter_boot_ms
			       : 0;
	return 0;
}

void inject_clear(struct keeper *keeper)
{
	if (keeper->inject.count)
		madvise(texts, sizeof(texts), MADV_DONTNEED);
	memset(&keeper->inject, 0, sizeof(keeper->inject));
}
