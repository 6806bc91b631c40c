/*
 * attention - for what an agent waits, by all that shows it: see attention.h
 */
#include "policy/attention.h"

static bool awaited_is_for(
	const struct awaited *awaited, enum attention what_for)
{
	return awaited->known && awaited->what_for == what_for;
}

/*
 * The CLI's status says whether it waits. The screen knows better what for
 * where it shows more than a prompt; a hook's words are the most precise.
 */
static const struct awaited *judge_by_status(const struct awaited *hook,
	const struct awaited *status, const struct awaited *screen)
{
	bool newer = screen->known && screen->time_ms >= status->time_ms;

	if (status->what_for == ATTENTION_NOTHING)
		return status;
	if (status->what_for == ATTENTION_PROMPT && newer &&
		screen->what_for != ATTENTION_NOTHING)
		return screen;
	if (awaited_is_for(hook, status->what_for))
		return hook;
	return newer && awaited_is_for(screen, status->what_for) ? screen
								 : status;
}

const struct awaited *awaited_judge(const struct awaited *hook,
	const struct awaited *status, const struct awaited *screen)
{
	if (status->known)
		return judge_by_status(hook, status, screen);
	/* No hook tells that a dialog was refused: only the screen shows it. */
	if (awaited_is_for(hook, ATTENTION_DIALOG) && screen->known &&
		screen->what_for != ATTENTION_DIALOG &&
		screen->time_ms > hook->time_ms + AWAITED_PAINTED_MS)
		return screen;
	if (awaited_is_for(hook, ATTENTION_DIALOG))
		return hook;
	if (screen->known && screen->what_for != ATTENTION_NOTHING &&
		screen->time_ms >= hook->time_ms)
		return screen;
	return hook->known ? hook : screen;
}
