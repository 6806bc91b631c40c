/*
 * attention - for what an agent waits, by all that shows it
 *
 * Pure. What the CLI says itself counts more than what its screen looks like.
 */
#ifndef POLICY_ATTENTION_H
#define POLICY_ATTENTION_H

#include "model/profile/awaited.h"

/*
 * A hook tells of a dialog as it is about to open; by then it is painted. A
 * screen that was looked at earlier and shows no dialog does not contradict
 * the hook.
 */
#define AWAITED_PAINTED_MS 1500

/* The source that counts, of the three; it may show nothing to wait for. */
const struct awaited *awaited_judge(const struct awaited *hook,
	const struct awaited *status, const struct awaited *screen);

#endif
