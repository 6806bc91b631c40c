/*
 * git_library - what reeve uses of libgit2: see git_library.h
 */
#include "dispatcher/git/git_library.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

void git_prepare(void)
{
	static bool prepared;

	if (!prepared)
		git_libgit2_init();
	prepared = true;
}

int git_library_err(struct err *err, const char *format, ...)
{
	const git_error *last = git_error_last();
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return err_set(err, EXIT_TRY_LATER, "%s: %s", text,
		last ? last->message : "libgit2 gives no reason");
}

int git_library_open(git_repository **repository, const char *path, int search)
{
	git_prepare();
	return git_repository_open_ext(repository, path,
		search ? 0 : GIT_REPOSITORY_OPEN_NO_SEARCH, NULL);
}

int git_library_commit(
	git_commit **commit, git_repository *repository, const char *hex)
{
	git_oid oid;
	int rc = git_oid_fromstr(&oid, hex);

	return rc ? rc : git_commit_lookup(commit, repository, &oid);
}
