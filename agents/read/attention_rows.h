/*
 * attention_rows - by what an agent CLI shows that it waits for a person
 *
 * A hook's event, the CLI's status or a screen, against the rows of a profile's
 * `attention` (model/profile/attention_rule.h). The first row that fits counts.
 */
#ifndef AGENTS_READ_ATTENTION_ROWS_H
#define AGENTS_READ_ATTENTION_ROWS_H

#include <cjson/cJSON.h>

#include "model/profile/awaited.h"
#include "model/profile/profile.h"

/* Takes an event of a hook, or a status. False, and nothing changes, where no
 * row fits. */
bool awaited_take_event(struct awaited *awaited, const struct profile *profile,
	enum attention_source source, const cJSON *event, int64_t time_ms);

/*
 * The row that fits a screen and the title of its pane; NULL: none. *what is
 * what the row says and what it quotes of the screen, for awaited_set; NULL:
 * neither. The caller frees it.
 */
const struct attention_rule *awaited_on_screen(const struct profile *profile,
	const char *screen, const char *title, char **what);

#endif
