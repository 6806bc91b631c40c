/*
 * publish_check - whether the work of a task can be published: see
 * publish_check.h
 */
#include "dispatcher/publish_check.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dispatcher/git/git_program.h"
#include "dispatcher/git/git_status.h"

#define FILES_NAMED_MAX 10
#define NAME_COLUMNS    200

/* Files that are not committed would not be published: the evidence names them. */
static bool publish_is_committed(
	const struct git_status *status, struct evidence_list *evidence)
{
	struct str names = STR_INIT;

	if (!status->count)
		return true;
	for (size_t i = 0; i < status->count && i < FILES_NAMED_MAX; i++) {
		char *name = text_one_line(status->items[i].path, NAME_COLUMNS);

		str_addf(&names, "%s%s", i ? ", " : "", name);
		free(name);
	}
	evidence_addf(evidence, EVIDENCE_UNCOMMITTED,
		"%zu file%s in the worktree %s not committed, and would not be "
		"published: %s%s",
		status->count, status->count > 1 ? "s" : "",
		status->count > 1 ? "are" : "is", str_text(&names),
		status->count > FILES_NAMED_MAX ? ", …" : "");
	str_clear(&names);
	return false;
}

/* The branch is at the worktree's HEAD, and has commits beyond its base. */
static bool publish_has_commits(const struct config *config,
	const struct task *task, const struct git_status *status,
	struct evidence_list *evidence)
{
	char *ref = mem_format("refs/heads/%s", task->branch);
	char *range = mem_format(
		"%s..%s", task->base_commit ? task->base_commit : "", ref);
	struct git_call call = { .config = config,
		.directory = task->worktree };
	char *tip = git_line(&call, NULL, "rev-parse", "-q", ref, NULL);
	char *count = git_line(&call, NULL, "rev-list", "--count", range, NULL);
	bool ok = false;

	if (!tip)
		evidence_addf(evidence, EVIDENCE_NO_BRANCH,
			"its branch '%s' is gone", task->branch);
	else if (!status->head || strcmp(status->head, tip) != 0)
		evidence_addf(evidence, EVIDENCE_OFF_BRANCH,
			"its worktree is not at the end of its branch '%s': "
			"what it has would not be published",
			task->branch);
	else if (count && !strcmp(count, "0"))
		evidence_addf(evidence, EVIDENCE_NO_COMMIT,
			"there is nothing to publish: branch '%s' has no "
			"commit beyond its base",
			task->branch);
	else
		ok = true;
	free(count);
	free(tip);
	free(range);
	free(ref);
	return ok;
}

static bool publish_has_remote(const struct config *config,
	const struct task *task, struct evidence_list *evidence)
{
	struct git_call call = { .config = config,
		.directory = task->worktree };
	char *remotes;

	if (!config->publish.push.count)
		return true;
	remotes = git_line(&call, NULL, "remote", NULL);
	free(remotes);
	if (remotes)
		return true;
	evidence_addf(evidence, EVIDENCE_NO_REMOTE,
		"there is no remote to publish to: `git remote` names none");
	return false;
}

bool publish_is_ready(const struct config *config, const struct task *task,
	struct evidence_list *evidence)
{
	struct err err = ERR_INIT;
	struct git_status status;
	bool ready = false;

	if (git_status_read(config, &status, task->worktree, &err) < 0)
		evidence_addf(evidence, EVIDENCE_WORKTREE_UNKNOWN,
			"its worktree could not be looked at: %s", err.message);
	else
		ready = publish_is_committed(&status, evidence) &&
			publish_has_commits(config, task, &status, evidence) &&
			publish_has_remote(config, task, evidence);
	git_status_clear(&status);
	return ready;
}
