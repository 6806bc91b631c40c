/*
 * launch_roots - where an agent writes outside its worktree: see launch_roots.h
 */
#include "dispatcher/launch/launch_roots.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/path.h"
#include "dispatcher/git/git_dir.h"

static void roots_add(cJSON *list, const char *path)
{
	cJSON_AddItemToArray(list, cJSON_CreateString(path));
}

/* A place that does not exist would make a sandbox refuse to start. */
static void roots_add_existing(
	cJSON *list, const char *common, const char *name)
{
	char *path = mem_format("%s/%s", common, name);

	if (git_dir_has(common, name))
		roots_add(list, path);
	free(path);
}

/* In the main worktree the index lies beside the hooks, so all is open. */
static void roots_add_git(cJSON *list, const char *git_dir, const char *common)
{
	roots_add(list, git_dir);
	if (!strcmp(git_dir, common))
		return;
	roots_add_existing(list, common, "objects");
	roots_add_existing(list, common, "refs");
	roots_add_existing(list, common, "logs");
}

void launch_roots_find(struct launch_roots *roots, const char *worktree,
	const char *checkpoint)
{
	char *git_dir = git_dir_of(worktree);
	char *checkpoints = path_parent(checkpoint);
	cJSON *list = cJSON_CreateArray();

	roots->git = git_dir ? git_dir_common(git_dir) : NULL;
	if (git_dir)
		roots_add_git(list, git_dir, roots->git);
	roots_add(list, checkpoints);
	roots->list = json_line(list);
	cJSON_Delete(list);
	free(checkpoints);
	free(git_dir);
}

void launch_roots_clear(struct launch_roots *roots)
{
	free(roots->git);
	free(roots->list);
	*roots = (struct launch_roots){ 0 };
}
