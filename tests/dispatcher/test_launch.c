/*
 * test_launch - what is written is what the keeper reads and the agent gets
 */
#include "tests/dispatcher/launch_place.h"

#include <signal.h>
#include <sys/stat.h>

#include "base/file.h"
#include "model/paths.h"

/* Writes the launch and reads it back. */
static void launch(struct place *place, const char *run)
{
	struct path path = path_run(place->home, run, "launch");
	struct err err = ERR_INIT;

	if (launch_write(&place->plan, &err) < 0)
		fail_msg("%s", err.message);
	launch_clear(&place->launch);
	if (launch_read(&place->launch, path.text, &err) < 0)
		fail_msg("%s", err.message);
}

static void assert_argv(const struct place *place, const char *const *want)
{
	char *const *got = place->launch.argv;

	for (; *want && *got; want++, got++)
		if (strcmp(*want, "*") != 0)
			assert_string_equal(*got, *want);
	assert_null(*want);
	assert_null(*got);
}

static void assert_file(struct place *place, const char *run, const char *name,
	const char *text)
{
	struct path path = path_run(place->home, run, name);
	struct stat st;
	char *bytes;
	size_t len;

	assert_int_equal(file_read(&bytes, &len, path.text, 1 << 20, NULL), 0);
	assert_string_equal(bytes, text);
	assert_int_equal(stat(path.text, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	free(bytes);
}

static const char *variable(const struct place *place, const char *name)
{
	return env_get(place->launch.env, name);
}

static void test_claude_headless(void **state)
{
	static const char *const want[] = { "claude", "-p", "--output-format",
		"stream-json", "--verbose", "--permission-mode",
		"bypassPermissions", "--settings", "*", "--session-id", SESSION,
		NULL };
	struct place *place = *state;
	const struct launch *got = &place->launch;
	struct path input = path_run(place->home, "12.1", "input");

	launch(place, "12.1");
	assert_argv(place, want);
	assert_string_equal(got->run, "12.1");
	assert_string_equal(got->agent, "task-agent-12");
	assert_string_equal(got->profile, "claude");
	assert_string_equal(got->host, "here");
	assert_string_equal(got->boot_id, "boot");
	assert_int_equal(got->epoch, 7);
	assert_string_equal(got->directory, place->task.worktree);
	assert_non_null(strstr(got->program, "/bin/claude"));
	assert_string_equal(got->stdin_path, input.text);
	assert_string_equal(got->render, "claude");
	assert_int_equal(got->stop_signal, SIGTERM);
	assert_int_equal(got->grace_ms, 10000);
	assert_int_equal(got->transcript_bytes, 8388608);
	assert_file(place, "12.1", "prompt", "do it");
	assert_file(place, "12.1", "input", "do it, please");
}

static void test_who_it_is(void **state)
{
	struct place *place = *state;
	struct path prompt = path_run(place->home, "12.1", "prompt");

	launch(place, "12.1");
	assert_string_equal(variable(place, "REEVE_AGENT"), "task-agent-12");
	assert_string_equal(variable(place, "REEVE_TASK"), "12");
	assert_string_equal(variable(place, "REEVE_RUN"), "12.1");
	assert_string_equal(variable(place, "REEVE_CHECKPOINT"),
		"/tmp/cp/task-agent-12.json");
	assert_string_equal(variable(place, "REEVE_PROMPT_FILE"), prompt.text);
	assert_string_equal(
		variable(place, "GIT_CEILING_DIRECTORIES"), place->home);
	assert_null(variable(place, "REEVE_RESUME"));
	assert_null(variable(place, "REEVE_CONTINUATION"));
}

static void test_resume(void **state)
{
	static const char *const want[] = { "claude", "-p", "--output-format",
		"stream-json", "--verbose", "--permission-mode", "acceptEdits",
		"--allowedTools", "Bash(git:*)", "Bash(reeve checkpoint:*)",
		"--settings", "*", "--resume", SESSION, NULL };
	struct place *place = *state;
	struct path path = path_run(place->home, "12.2", "continuation");

	place->plan.number = 2;
	place->plan.mode = RUN_RESUME;
	place->plan.same_conversation = true;
	place->plan.continuation = "what was done";
	place->task.permissions = PERMISSIONS_EDITS;
	launch(place, "12.2");
	assert_argv(place, want);
	assert_string_equal(variable(place, "REEVE_RESUME"), "1");
	assert_string_equal(variable(place, "REEVE_CONTINUATION"), path.text);
	assert_file(place, "12.2", "continuation", "what was done");
}

static void test_claude_interactive(void **state)
{
	static const char *const want[] = { "claude", "--permission-mode",
		"bypassPermissions", "--settings", "*", "--session-id", SESSION,
		"--", "-x {session} ${HOME}", NULL };
	struct place *place = *state;
	struct path settings = path_run(place->home, "12.1", "settings.json");
	char *seeded = mem_format("%s/.claude.json", place->home);

	place->task.interactive = true;
	place->plan.input = "-x {session} ${HOME}";
	launch(place, "12.1");
	assert_argv(place, want);
	assert_string_equal(place->launch.argv[4], settings.text);
	assert_int_equal(access(settings.text, R_OK), 0);
	assert_null(place->launch.stdin_path);
	assert_null(place->launch.render);
	assert_int_equal(access(seeded, R_OK), 0);
	free(seeded);
}

static void test_long_prompt_goes_by_file(void **state)
{
	struct place *place = *state;
	char *prompt = mem_alloc((200 << 10) + 1);
	struct path input = path_run(place->home, "12.1", "input");
	const char *last;

	memset(prompt, 'x', 200 << 10);
	place->task.interactive = true;
	place->plan.input = prompt;
	launch(place, "12.1");
	assert_file(place, "12.1", "input", prompt);
	last = place->launch.argv[8];
	assert_non_null(strstr(last, input.text));
	assert_true(strlen(last) < 1000);
	free(prompt);
}

static void test_codex(void **state)
{
	static const char *const start[] = { "codex", "exec", "--json",
		"--dangerously-bypass-approvals-and-sandbox", "-c",
		"allow_login_shell=false", "-c", "*", "--skip-git-repo-check",
		"-", NULL };
	static const char *const again[] = { "codex", "exec", "resume",
		"--json", "--dangerously-bypass-approvals-and-sandbox", "-c",
		"allow_login_shell=false", "-c", "*", "--skip-git-repo-check",
		SESSION, "-", NULL };
	struct place *place = *state;

	/* As npm lays it out: a script, and the binary two places away. */
	sh(place, "mkdir -p np/@openai/codex/bin "
		  "np/@openai/codex-linux-x64/vendor/some-arch/bin && "
		  "touch np/@openai/codex/bin/codex.js "
		  "np/@openai/codex-linux-x64/vendor/some-arch/bin/codex && "
		  "chmod +x np/*/*/bin/codex.js np/*/*/*/*/bin/codex && "
		  "ln -s ../np/@openai/codex/bin/codex.js bin/codex");
	choose(place, "codex");
	place->plan.conversation = NULL;
	launch(place, "12.1");
	assert_argv(place, start);
	assert_non_null(strstr(place->launch.program,
		"/np/@openai/codex-linux-x64/vendor/some-arch/bin/codex"));
	place->plan.conversation = SESSION;
	place->plan.same_conversation = true;
	launch(place, "12.1");
	assert_argv(place, again);
}

static void test_codex_may_write(void **state)
{
	struct place *place = *state;
	char *want = mem_format("sandbox_workspace_write.writable_roots=["
				"\"%s/repo/.git/worktrees/tree\","
				"\"%s/repo/.git/objects\","
				"\"%s/repo/.git/refs\",\"/tmp/cp\"]",
		place->home, place->home, place->home);
	char *trust =
		mem_format("projects={\"%s/repo\"={trust_level=\"trusted\"}}",
			place->home);

	sh(place, "touch bin/codex && chmod +x bin/codex && mkdir -p "
		  "repo/.git/objects repo/.git/refs "
		  "repo/.git/worktrees/tree && echo ../.. "
		  ">repo/.git/worktrees/tree/commondir && echo \"gitdir: "
		  "$PWD/repo/.git/worktrees/tree\" >tree/.git");
	choose(place, "codex");
	place->plan.conversation = NULL;
	place->task.permissions = PERMISSIONS_EDITS;
	place->task.interactive = true;
	launch(place, "12.1");
	assert_string_equal(place->launch.argv[1], "--no-daemon");
	assert_string_equal(place->launch.argv[5], want);
	assert_string_equal(place->launch.argv[13], trust);
	free(want);
	free(trust);
}

static void test_shell(void **state)
{
	static const char *const want[] = { "printf", "a b", "", "'\"$x\n",
		NULL };
	struct place *place = *state;

	choose(place, "shell");
	sh(place, "touch bin/printf && chmod +x bin/printf");
	argv_add_all(&place->task.argv, (char *const *)want);
	place->plan.conversation = NULL;
	place->plan.input = "";
	mem_replace(&place->task.prompt, NULL);
	launch(place, "12.1");
	assert_argv(place, want);
	assert_null(place->launch.stdin_path);
	assert_null(place->launch.render);
	assert_file(place, "12.1", "prompt", "");
	/* A path is meant from the worktree. */
	mem_replace(&place->task.argv.items[0], "./agent.sh");
	launch(place, "12.1");
	assert_non_null(strstr(place->launch.program, "/tree/./agent.sh"));
}

static void test_refused(void **state)
{
	static const char *const bad[] = { "", "-x", "a/b", "a*", "../x", "a b",
		".x" };
	struct place *place = *state;
	struct err err = ERR_INIT;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		place->plan.conversation = bad[i];
		assert_int_equal(launch_write(&place->plan, &err), -1);
	}
	place->plan.conversation = NULL;
	assert_int_equal(launch_write(&place->plan, &err), -1);
	place->plan.conversation = SESSION;
	sh(place, "rm bin/claude");
	assert_int_equal(launch_write(&place->plan, &err), -1);
	assert_string_equal(err.message,
		"cannot run agent 'claude': 'claude': no such program in PATH");
	assert_true(*err.hint);
}

int main(void)
{
#define with_place(test)                                                       \
	cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		with_place(test_claude_headless),
		with_place(test_who_it_is),
		with_place(test_resume),
		with_place(test_claude_interactive),
		with_place(test_long_prompt_goes_by_file),
		with_place(test_codex),
		with_place(test_codex_may_write),
		with_place(test_shell),
		with_place(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
