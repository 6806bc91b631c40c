/*
 * publish_check - whether work can be published: see publish_check.h
 */
#include "dispatcher/publish_check.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dispatcher/git/git_program.h"
#include "dispatcher/git/git_status.h"

#define FILES_NAMED  10
#define NAME_COLUMNS 200

/* One line of git's answer; empty where there is none. */
static char *ask_git(const struct config *config, const struct task *task,
	const char *const arguments[3])
{
	struct str out = STR_INIT;
	int status = 0;
	struct git_call call = { .config = config,
		.directory = task->worktree,
		.out = &out,
		.status = &status };

	if (git_run(&call, NULL, arguments[0], arguments[1], arguments[2],
		    NULL) < 0 ||
		status != 0)
		str_reset(&out);
	git_chomp(&out);
	return out.text ? str_take(&out) : mem_copy("");
}

/* What is not committed would not be published: the files are named. */
static bool is_committed(
	const struct git_status *status, struct evidence_list *evidence)
{
	struct str names = STR_INIT;

	if (!status->count)
		return true;
	for (size_t i = 0; i < status->count && i < FILES_NAMED; i++) {
		char *name = text_one_line(status->items[i].path, NAME_COLUMNS);

		str_addf(&names, "%s%s", i ? ", " : "", name);
		free(name);
	}
	evidence_addf(evidence, EVIDENCE_UNCOMMITTED,
		"%zu file%s in the worktree %s not committed, and would not be "
		"published: %s%s",
		status->count, status->count > 1 ? "s" : "",
		status->count > 1 ? "are" : "is", str_text(&names),
		status->count > FILES_NAMED ? ", …" : "");
	str_clear(&names);
	return false;
}

/* Its branch has what the worktree is at, and more than its base. */
static bool has_commits(const struct config *config, const struct task *task,
	const struct git_status *status, struct evidence_list *evidence)
{
	char *ref = mem_format("refs/heads/%s", task->branch);
	char *range = mem_format(
		"%s..%s", task->base_commit ? task->base_commit : "", ref);
	const char *tip_of[3] = { "rev-parse", "-q", ref };
	const char *count_of[3] = { "rev-list", "--count", range };
	char *tip = ask_git(config, task, tip_of);
	char *count = ask_git(config, task, count_of);
	bool ok = false;

	if (!*tip)
		evidence_addf(evidence, EVIDENCE_NO_BRANCH,
			"its branch '%s' is gone", task->branch);
	else if (!status->head || strcmp(status->head, tip) != 0)
		evidence_addf(evidence, EVIDENCE_OFF_BRANCH,
			"its worktree is not at the end of its branch '%s': "
			"what it has would not be published",
			task->branch);
	else if (!strcmp(count, "0"))
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

static bool has_remote(const struct config *config, const struct task *task,
	struct evidence_list *evidence)
{
	const char *remotes_of[3] = { "remote", NULL, NULL };
	char *remotes;
	bool has;

	if (!config->publish.push.count)
		return true;
	remotes = ask_git(config, task, remotes_of);
	has = *remotes != '\0';
	free(remotes);
	if (!has)
		evidence_addf(evidence, EVIDENCE_NO_REMOTE,
			"there is no remote to publish to: `git remote` names "
			"none");
	return has;
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
		ready = is_committed(&status, evidence) &&
			has_commits(config, task, &status, evidence) &&
			has_remote(config, task, evidence);
	git_status_clear(&status);
	return ready;
}
