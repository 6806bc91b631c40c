/*
 * launch_git - what an agent has to know of its repository's git directory:
 * see launch_git.h
 */
#include "dispatcher/git/launch_git.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dispatcher/git/git_dir.h"

/* A place that is not there would make a sandbox refuse to start. */
static void add_root(cJSON *roots, const char *common, const char *name)
{
	char *path = mem_format("%s/%s", common, name);

	if (git_dir_has(common, name))
		cJSON_AddItemToArray(roots, cJSON_CreateString(path));
	free(path);
}

static cJSON *list_roots(const char *own, const char *common)
{
	cJSON *roots = cJSON_CreateArray();

	if (!own)
		return roots;
	/* In the main work tree, the index lies beside the hooks. */
	cJSON_AddItemToArray(roots, cJSON_CreateString(own));
	if (strcmp(own, common) != 0) {
		add_root(roots, common, "objects");
		add_root(roots, common, "refs");
		add_root(roots, common, "logs");
	}
	return roots;
}

void launch_git_look(struct launch_git *git, const char *worktree)
{
	char *own = git_dir_of(worktree);

	git->directory = own ? git_dir_common(own) : NULL;
	git->roots = list_roots(own, git->directory);
	free(own);
}

void launch_git_clear(struct launch_git *git)
{
	free(git->directory);
	cJSON_Delete(git->roots);
	*git = (struct launch_git){ 0 };
}
