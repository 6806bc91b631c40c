/*
 * worktree_repair_keep - save work before a repair: see worktree_repair_parts.h
 *
 * The first ref is the result's; further refs are named in its sentences.
 */
#include <stdlib.h>
#include <string.h>

#include "dispatcher/git/saved_ref.h"
#include "dispatcher/worktree/worktree.h"
#include "dispatcher/worktree/worktree_repair_parts.h"

/* Takes `ref` over; NULL: there was nothing to save. */
static void repair_note_ref(struct repair *repair, char *ref)
{
	struct worktree_repair *to = repair->to;

	if (ref && !to->saved_ref) {
		to->saved_ref = ref;
		return;
	}
	if (ref && strcmp(to->saved_ref, ref) != 0)
		argv_addf(&to->done, "more of the work was kept in %s", ref);
	free(ref);
}

int repair_save(struct repair *repair, struct err *err)
{
	char *ref = NULL;
	int rc = worktree_save(repair->to->config, &ref, NULL,
		repair->place.path, repair->to->name, err);

	repair_note_ref(repair, ref);
	return rc;
}

int repair_save_files(
	struct repair *repair, const char *parent, struct err *err)
{
	char *ref = NULL;
	int rc = worktree_save_files(repair->to->config, &ref,
		repair->place.path, repair->to->name, parent, err);

	repair_note_ref(repair, ref);
	return rc;
}

int repair_keep_commit(
	struct repair *repair, const char *commit, struct err *err)
{
	char *ref = NULL;
	int rc = saved_ref_keep(repair->to->config, &ref, repair->place.path,
		repair->to->name, commit, err);

	repair_note_ref(repair, ref);
	return rc;
}
