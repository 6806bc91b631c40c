/*
 * test_config_refused - what is wrong in a config is named with its place
 */
#include "tests/model/config_file.h"

static const struct refused {
	const char *text, *message;
} refused[] = {
	{ "[]", ": expected an object" },
	{ "{\"limits\":{\"atempts\":3}}",
		": limits.atempts: no such setting (did you mean "
		"'attempts'?)" },
	{ "{\"zzz\":3}", ": zzz: no such setting" },
	{ "{\"limits\":{\"attempts\":0}}",
		": limits.attempts: must be from 1 to 1000" },
	{ "{\"limits\":{\"attempts\":1.5}}",
		": limits.attempts: expected a whole number" },
	{ "{\"limits\":{\"attempts\":\"3\"}}",
		": limits.attempts: expected a number" },
	{ "{\"limits\":{\"attempts\":null}}",
		": limits.attempts: expected a number" },
	{ "{\"limits\":[]}", ": limits: expected an object" },
	{ "{\"limits\":{\"grace\":\"soon\"}}",
		": limits.grace: expected a duration as \"90s\", \"5m\" or "
		"\"1h\"" },
	{ "{\"paths\":{\"logs\":\"logs\"}}",
		": paths.logs: expected an absolute path" },
	{ "{\"git\":{\"program\":\"\"}}", ": git.program: must not be empty" },
	{ "{\"profile\":\"claud\"}", ": profile: no such profile 'claud'" },
	{ "{\"recovery\":{\"limits_action\":\"hold\"}}",
		": recovery.limits_action: expected escalate or fail" },
	{ "{\"recovery\":{\"backoff_max\":\"1ms\"}}",
		": recovery.backoff_max: must not be shorter than "
		"backoff_first" },
	{ "{\"recovery\":{\"reassign_to\":[\"codex\",\"x\"]}}",
		": recovery.reassign_to[1]: no such profile 'x'" },
	{ "{\"recovery\":{\"breaker\":{\"agents\":-1}}}",
		": recovery.breaker.agents: must be from 0 to 10000" },
	{ "{\"recovery\":{\"breaker\":{\"probe_max\":\"1s\"}}}",
		": recovery.breaker.probe_max: must not be shorter than "
		"probe_first" },
	{ "{\"recovery\":{\"breaker\":{\"close_after\":\"0\"}}}",
		": recovery.breaker.close_after: must be more than 0" },
	{ "{\"recovery\":{\"breaker\":{\"verdicts\":[\"rate_limited\"]}}}",
		": recovery.breaker.verdicts[0]: 'rate_limited' cannot "
		"open a breaker: expected one of unknown, incomplete, "
		"interrupted, terminated, killed, out_of_memory, "
		"timed_out, hung, api_error, auth_error, permission_error, "
		"git_error, tests_failed, publish_failed, crashed, "
		"start_failed, lost" },
	{ "{\"recovery\":{\"screen_settle\":\"50ms\"}}",
		": recovery.screen_settle: must be at least 100ms" },
	{ "{\"recovery\":{\"backoff_first\":\"0\"}}",
		": recovery.backoff_first: must be more than 0" },
	{ "{\"recovery\":{\"park_jitter\":\"2d\"}}",
		": recovery.park_jitter: must be from 0 to 1d" },
	{ "{\"keep_alive\":{\"backoff_first\":\"2d\"}}",
		": keep_alive.backoff_first: must be more than 0, up to 1d" },
	{ "{\"tmux\":{\"socket\":\"a/b\"}}",
		": tmux.socket: expected a name of up to 64 letters, digits "
		"and ._@+-, without '/'" },
	{ "{\"tmux\":{\"socket\":\"..\"}}",
		": tmux.socket: expected a name of up to 64 letters, digits "
		"and ._@+-, without '/'" },
	{ "{\"profiles\":{\"claude\":{\"render\":\"foo\"}}}",
		": profiles.claude.render: expected claude, codex or null" },
	{ "{\"profiles\":{\"claude\":{\"headless\":[\"-p\",\"{promt}\"]}}}",
		": profiles.claude.headless[1]: no such placeholder: "
		"'{promt}': expected {prompt}, {session}, {permissions}, "
		"{worktree}, {repo}, {git}, {roots} or {settings}" },
	{ "{\"profiles\":{\"codex\":{\"permissions\":{\"ask\":["
	  "\"a={json:rots}\"]}}}}",
		": profiles.codex.permissions.ask[0]: no such placeholder: "
		"'{json:rots}': expected {prompt}, {session}, {permissions}, "
		"{worktree}, {repo}, {git}, {roots} or {settings}" },
	{ "{\"profiles\":{\"claude\":{\"preset_files\":[{\"file\":\"x\","
	  "\"merge\":{\"a\":{\"{repro}\":1}}}]}}}",
		": profiles.claude.preset_files[0].merge.a: no such placeholder: "
		"'{repro}': expected {prompt}, {session}, {permissions}, "
		"{worktree}, {repo}, {git}, {roots} or {settings}" },
	{ "{\"profiles\":{\"claude\":{\"status_file\":\"/tmp/{nope}\"}}}",
		": profiles.claude.status_file: no such placeholder: "
		"'{nope}': expected {pid}" },
	{ "{\"profiles\":{\"claude\":{\"conversation_file\":\"/x/{pid}\"}}}",
		": profiles.claude.conversation_file: no such placeholder: "
		"'{pid}': expected {session}" },
	{ "{\"publish\":{\"command\":[\"gh\",\"{brnch}\"]}}",
		": publish.command[1]: no such placeholder: '{brnch}': "
		"expected {branch}" },
	{ "{\"publish\":{\"check\":[\"{repo}\"]}}",
		": publish.check[0]: no such placeholder: '{repo}': expected "
		"{branch}" },
	{ "{\"recovery\":{\"mass_death\":{\"agents\":1}}}",
		": recovery.mass_death.agents: must be 0, or at least 2" },
	{ "{\"recovery\":{\"mass_death\":{\"share_percent\":0}}}",
		": recovery.mass_death.share_percent: must be from 1 to 100" },
	{ "{\"recovery\":{\"mass_death\":{\"recheck_max\":\"1s\"}}}",
		": recovery.mass_death.recheck_max: must not be shorter than "
		"recheck_first" },
	{ "{\"recovery\":{\"memory\":{\"pressure_percent\":101}}}",
		": recovery.memory.pressure_percent: must be from 0 to 100" },
	{ "{\"recovery\":{\"memory\":{\"available_bytes\":-1}}}",
		": recovery.memory.available_bytes: must be at least 0" },
	{ "{\"recovery\":{\"memory\":{\"pressure_file\":\"x\"}}}",
		": recovery.memory.pressure_file: expected an absolute path" },
	{ "{\"recovery\":{\"policy\":{\"kiled\":{}}}}",
		": recovery.policy.kiled: no such setting (did you mean "
		"'killed'?)" },
	{ "{\"recovery\":{\"policy\":{\"killed\":{\"do\":[\"resme\"]}}}}",
		": recovery.policy.killed.do[0]: no such action 'resme' (did "
		"you mean 'resume'?)" },
	{ "{\"recovery\":{\"policy\":{\"killed\":{\"do\":[]}}}}",
		": recovery.policy.killed.do: expected one to eight actions" },
	{ "{\"recovery\":{\"policy\":{\"killed\":{\"do\":[\"complete\"]}}}}",
		": recovery.policy.killed.do[0]: complete is valid for the "
		"verdict completed only" },
	{ "{\"recovery\":{\"policy\":{\"killed\":{\"do\":[\"publish\"]}}}}",
		": recovery.policy.killed.do[0]: publish is valid for the "
		"verdict publish_failed only" },
	{ "{\"recovery\":{\"policy\":{\"stopped\":{\"do\":[\"resume\"]}}}}",
		": recovery.policy.stopped.do[0]: the only action for the "
		"verdict stopped is none" },
	{ "{\"recovery\":{\"policy\":{\"completed\":{\"do\":[\"fail\"]}}}}",
		": recovery.policy.completed.do[0]: the only action for "
		"the verdict completed is complete" },
	{ "{\"publish\":{\"command\":[]}}",
		": publish.command: must not be empty" },
	{ "{\"publish\":{\"push\":\"git push\"}}",
		": publish.push: expected a list" },
	{ "{\"publish\":{\"published_matches\":\"(\"}}",
		": publish.published_matches: Unmatched ( or \\(" },
	{ "{\"publish\":{\"attempts\":0}}",
		": publish.attempts: must be from 1 to 1000" },
	{ "{\"keep_alive\":{\"backoff_max\":\"1s\"}}",
		": keep_alive.backoff_max: must not be shorter than backoff_first" },
	{ "{\"keep_alive\":{\"prompt\":\"\"}}",
		": keep_alive.prompt: must not be empty" },
	{ "{\"recovery\":{\"policy\":{\"lost\":{\"after\":\"x\"}}}}",
		": recovery.policy.lost.after: expected backoff, or a "
		"duration as \"3s\"" },
	{ "{\"profiles\":{\"a/b\":{}}}",
		": profiles.a/b: not a valid name of a profile" },
	{ "{\"profiles\":{\"claude\":3}}",
		": profiles.claude: expected an object" },
	{ "{\"profiles\":{\"claude\":{\"sesion\":\"none\"}}}",
		": profiles.claude.sesion: no such setting (did you mean "
		"'session'?)" },
	{ "{\"profiles\":{\"claude\":{\"session\":\"some\"}}}",
		": profiles.claude.session: expected none, chosen or event" },
	{ "{\"limits\":{\"cost\":-1}}",
		": limits.cost: expected dollars, from 0 to 1000000000" },
	{ "{\"profiles\":{\"claude\":{\"signs\":{}}}}",
		": profiles.claude.signs: expected a list" },
	{ "{\"profiles\":{\"claude\":{\"signs\":[3]}}}",
		": profiles.claude.signs[0]: expected an object" },
	{ "{\"profiles\":{\"claude\":{\"signs\":[{\"verdict\":"
	  "\"completed\",\"event\":{\"a\":1}}]}}}",
		": profiles.claude.signs[0].verdict: expected a verdict "
		"other than unknown, completed and stopped" },
	{ "{\"profiles\":{\"claude\":{\"signs\":[{\"verdict\":"
	  "\"api_error\"}]}}}",
		": profiles.claude.signs[0].event: expected a pattern, or "
		"an expression in transcript" },
	{ "{\"profiles\":{\"claude\":{\"signs\":[{\"verdict\":"
	  "\"api_error\",\"event\":{\"a\":1},\"match\":\"x\"}]}}}",
		": profiles.claude.signs[0].match: no such setting (did you "
		"mean 'matches'?)" },
	{ "{\"profiles\":{\"claude\":{\"signs\":[{\"verdict\":"
	  "\"api_error\",\"event\":{\"a\":1},\"matches\":\"x\"}]}}}",
		": profiles.claude.signs[0].text: required with matches" },
	{ "{\"profiles\":{\"claude\":{\"signs\":[{\"verdict\":"
	  "\"api_error\",\"transcript\":\"a(\"}]}}}",
		": profiles.claude.signs[0].transcript: Unmatched ( or \\(" },
	{ "{\"profiles\":{\"claude\":{\"signs\":[{\"verdict\":"
	  "\"api_error\",\"transcript\":\"a\",\"early\":true}]}}}",
		": profiles.claude.signs[0]: transcript is valid with "
		"verdict only" },
	{ "{\"profiles\":{\"claude\":{\"usage\":{}}}}",
		": profiles.claude.usage.event: expected a pattern" },
	{ "{\"profiles\":{\"claude\":{\"usage\":{\"event\":{},\"of\":1}}}}",
		": profiles.claude.usage.of: expected run or conversation" },
	{ "{\"profiles\":{\"claude\":{\"usage\":{\"event\":{},\"in\":[]}}}}",
		": profiles.claude.usage.in: expected event, of, running, "
		"input, output and cost" },
	{ "{\"profiles\":{\"claude\":{\"usage\":{\"event\":{},"
	  "\"running\":{\"event\":3}}}}}",
		": profiles.claude.usage.running.event: expected a pattern" },
	{ "{\"profiles\":{\"claude\":{\"usage\":{\"event\":{},"
	  "\"running\":{\"event\":{},\"id\":[]}}}}}",
		": profiles.claude.usage.running.id: expected the name of "
		"a member" },
	{ "{\"profiles\":{\"claude\":{\"model_timeouts\":[{\"event\":{}}]}}}",
		": profiles.claude.model_timeouts[0]: expected event and "
		"timeout" },
	{ "{\"profiles\":{\"claude\":{\"model_timeouts\":[{\"event\":{},"
	  "\"timeout\":\"soon\"}]}}}",
		": profiles.claude.model_timeouts[0].timeout: expected a duration as "
		"\"90s\", \"5m\" or \"1h\"" },
	{ "{\"profiles\":{\"codex\":{\"attention\":[{\"what\":\"x\","
	  "\"screen\":\"x\",\"quote\":true}]}}}",
		": profiles.codex.attention[0].quote: the first expression "
		"has no group in parentheses" },
	{ "{\"profiles\":{\"codex\":{\"attention\":[{\"what\":\"x\","
	  "\"hook\":{\"a\":1},\"quote\":true}]}}}",
		": profiles.codex.attention[0].quote: valid with screen, "
		"line and title only" },
	{ "{\"profiles\":{\"codex\":{\"attention\":[{\"what\":\"x\","
	  "\"hook\":{\"a\":1},\"verdict\":\"crashed\"}]}}}",
		": profiles.codex.attention[0].verdict: valid with "
		"\"for\": \"prompt\" only" },
	{ "{\"profiles\":{\"codex\":{\"attention\":[{\"for\":\"prompt\","
	  "\"hook\":{\"a\":1},\"verdict\":\"tired\"}]}}}",
		": profiles.codex.attention[0].verdict: no such verdict" },
	{ "{\"profiles\":{\"claude\":{\"model_timeouts\":[3]}}}",
		": profiles.claude.model_timeouts[0]: expected an object" },
	{ "{\"profiles\":{\"claude\":{\"model_timeouts\":[{\"event\":{},"
	  "\"timout\":\"1m\"}]}}}",
		": profiles.claude.model_timeouts[0].timout: no such setting "
		"(did you mean 'timeout'?)" },
	{ "{\"profiles\":{\"claude\":{\"macros\":{\"A\":\"b\"}}}}",
		": profiles.claude.macros.A: expected a name of small letters "
		"and '_'" },
	{ "{\"profiles\":{\"claude\":{\"macros\":{\"a\":[1]}}}}",
		": profiles.claude.macros.a: expected a text or a list of "
		"texts" },
	{ "{\"profiles\":{\"claude\":{\"macros\":{\"a\":\"{hook}\"},"
	  "\"headless\":[\"{a}\"]}}}",
		": profiles.claude.headless[0]: no such placeholder: "
		"'{hook}': expected {prompt}, {session}, {permissions}, "
		"{worktree}, {repo}, {git}, {roots} or {settings}" },
	{ "{\"limits\":{\"daily\":{\"runs\":-1}}}",
		": limits.daily.runs: must be at least 0" },
	{ "{\"limits\":{\"daily\":{\"cost\":\"1\"}}}",
		": limits.daily.cost: expected a number" },
	{ "{\"recovery\":{\"idle_cpu_percent\":101}}",
		": recovery.idle_cpu_percent: must be from 0 to 100" },
	{ "{\"profiles\":{\"claude\":{\"env_allow\":[1]}}}",
		": profiles.claude.env_allow[0]: expected a text" },
	{ "{\"profiles\":{\"claude\":{\"env\":{\"A=\":\"b\"}}}}",
		": profiles.claude.env.A=: not a valid name of a variable" },
	{ "{\"profiles\":{\"claude\":{\"permissions\":{\"all\":[]}}}}",
		": profiles.claude.permissions.all: expected bypass, edits or "
		"ask" },
	{ "{\"profiles\":{\"claude\":{\"exit_codes\":{\"x\":\"lost\"}}}}",
		": profiles.claude.exit_codes.x: not an exit code (1 to "
		"255)" },
	{ "{\"profiles\":{\"claude\":{\"exit_codes\":{\"0\":\"lost\"}}}}",
		": profiles.claude.exit_codes.0: not an exit code (1 to "
		"255)" },
	{ "{\"profiles\":{\"shell\":{\"exit_codes\":{\"3\":\"completed\"}}}}",
		": profiles.shell.exit_codes.3: expected a verdict other "
		"than completed" },
	{ "{\"profiles\":{\"claude\":{\"exit_codes\":{\"3\":\"bad\"}}}}",
		": profiles.claude.exit_codes.3: expected a verdict other "
		"than completed" },
	{ "{\"profiles\":{\"claude\":{\"preset_files\":[{\"file\":\"x\"}]}}}",
		": profiles.claude.preset_files[0].merge: expected an object" },
	{ "{\"profiles\":{\"codex\":{\"session_event\":null}}}",
		": profiles.codex.session_event: required if session is "
		"\"event\"" },
	{ "{\"notify\":{\"events\":[\"failed\",\"x\"]}}",
		": notify.events[1]: expected escalated, waiting, parked, "
		"breaker, completed or failed, not 'x'" },
	{ "{\"notify\":{\"webhook\":\"file:///x\"}}",
		": notify.webhook: expected an https or http URL" },
	{ "{\"notify\":{\"webhook\":\"http://example.com/x\"}}",
		": notify.webhook: http to another machine is not encrypted: "
		"expected https" },
	{ "{\"notify\":{\"webhook\":\"HTTP://localhost:1@x.org:2/\"}}",
		": notify.webhook: http to another machine is not encrypted: "
		"expected https" },
	{ "{\"notify\":{\"mail_from\":\"a\\nBcc: b\"}}",
		": notify.mail_from: must not have control characters" },
	{ "{\"notify\":{\"mail_to\":\"a\",\"sendmail\":[]}}",
		": notify.sendmail: must not be empty if mail_to is set" },
	{ "{\"notify\":{\"max_per_minute\":61}}",
		": notify.max_per_minute: must be from 1 to 60" },
	{ "{\"notify\":{\"attempts\":0}}",
		": notify.attempts: must be from 1 to 100" },
	{ "{\"notify\":{\"timeout\":\"6m\"}}",
		": notify.timeout: must be more than 0, up to 5m" },
	{ "{\"notify\":{\"retry_first\":\"0\"}}",
		": notify.retry_first: must be more than 0" },
	{ "{\"notify\":{\"retry_max\":\"1ms\"}}",
		": notify.retry_max: must not be shorter than retry_first" },
	{ "{", ":1:2: it breaks off" },
};

static void test_refused(void **state)
{
	struct config config;
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		if (load(&config, refused[i].text, NULL, &err) == 0)
			fail_msg("taken: %s", refused[i].text);
		assert_string_equal(err.message, refused[i].message);
		assert_int_equal(err.code, EXIT_WRONG_USE);
		assert_null(config.json);
	}
}

/* What looks like one of these, and is none. */
static void test_taken(void **state)
{
	static const char *const table[] = {
		"{\"notify\":{\"webhook\":\"http://localhost:80/x\"}}",
		"{\"notify\":{\"webhook\":\"http://a:b@127.0.0.2?x@y\"}}",
		"{\"notify\":{\"webhook\":\"http://[::1]:8080/\"}}",
		"{\"notify\":{\"webhook\":\"https://example.com\"}}",
		"{\"notify\":{\"webhook\":\"http://example.com\","
		"\"webhook_allow_http\":true}}",
		"{\"tmux\":{\"socket\":\"my.own_1\"}}",
		"{\"recovery\":{\"screen_settle\":\"100ms\"}}",
		"{\"profiles\":{\"claude\":{\"render\":null}}}",
		"{\"profiles\":{\"claude\":{\"headless\":[\"{}\","
		"\"{\\\"prompt\\\":1}\",\"{ x }\",\"{X}\",\"${home}\","
		"\"{a\",\"{tail20:KEY}\",\"a{{json:repo}=1}\"]}}}",
		"{\"publish\":{\"command\":[\"x={branch}\",\"{}\"]}}",
	};
	struct config config;
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		if (load(&config, table[i], NULL, &err) < 0)
			fail_msg("refused: %s: %s", table[i], err.message);
		config_clear(&config);
	}
}

static void test_environment_refused(void **state)
{
	static const char *const table[][2] = {
		{ "REEVE_LIMITS__ATEMPTS=7",
			"REEVE_LIMITS__ATEMPTS: limits.atempts: no such "
			"setting (did you mean 'attempts'?)" },
		{ "REEVE_A__B=7", "REEVE_A__B: a: no such setting" },
		{ "REEVE_LIMITS__ATTEMPTS=x",
			"REEVE_LIMITS__ATTEMPTS: limits.attempts: expected a "
			"number" },
		{ "REEVE_LIMITS__ATTEMPTS=0",
			"environment: limits.attempts: must be from 1 to "
			"1000" },
		{ "REEVE_LIMITS=3", "REEVE_LIMITS: limits: expected an "
				    "object" },
	};
	struct config config;
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		assert_int_equal(load(&config, "{}", table[i][0], &err), -1);
		assert_string_equal(err.message, table[i][1]);
	}
}

/* Each macro is ten times the one before: the size has a maximum. */
static void test_macros_grow(void **state)
{
	char text[1024] = "{\"profiles\":{\"claude\":{\"macros\":{\"a\":\"x\"";
	struct config config;
	struct err err;

	(void)state;
	for (char c = 'b'; c <= 'h'; c++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			",\"%c\":\"{%c}{%c}{%c}{%c}{%c}{%c}{%c}{%c}{%c}{%c}\"",
			c, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1,
			c - 1, c - 1, c - 1);
	strcat(text, "}}}}");
	assert_int_equal(load(&config, text, NULL, &err), -1);
	assert_string_equal(err.message,
		": profiles.claude.macros.f: the macros of a profile must not "
		"add more than 64 KiB");
}

static void test_no_file(void **state)
{
	struct config config;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(config_load(&config, "/nowhere/x", NULL, &err), -1);
	assert_non_null(strstr(err.message, "'/nowhere/x'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_taken),
		cmocka_unit_test(test_environment_refused),
		cmocka_unit_test(test_macros_grow),
		cmocka_unit_test(test_no_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
