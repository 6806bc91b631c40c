/*
 * test_attention - which source counts, of those that show for what an agent
 * waits
 */
#include "policy/attention.h"
#include "tests/policy/profiles.h"

static struct awaited shown(enum attention what_for, int64_t time_ms)
{
	static char word[] = "what";

	return (struct awaited){ .known = true,
		.what_for = what_for,
		.what = what_for ? word : NULL,
		.time_ms = time_ms };
}

/* What the CLI says counts more than what its screen looks like. */
static void test_judge(void **state)
{
	const struct awaited none = { 0 };
	struct awaited dialog = shown(ATTENTION_DIALOG, 10000);
	struct awaited later = shown(ATTENTION_DIALOG, 20000);
	struct awaited works = shown(ATTENTION_NOTHING, 10500);
	struct awaited rests = shown(ATTENTION_NOTHING, 20000);
	struct awaited prompt = shown(ATTENTION_PROMPT, 10500);
	struct awaited ended = shown(ATTENTION_PROMPT, 20000);

	(void)state;
	assert_int_equal(awaited_judge(&none, &none, &none)->known, false);
	assert_ptr_equal(awaited_judge(&dialog, &none, &none), &dialog);
	/* … not painted yet, and not there any more */
	assert_ptr_equal(awaited_judge(&dialog, &none, &works), &dialog);
	assert_ptr_equal(awaited_judge(&dialog, &none, &rests), &rests);
	assert_ptr_equal(awaited_judge(&dialog, &none, &prompt), &dialog);
	assert_ptr_equal(awaited_judge(&dialog, &none, &ended), &ended);
	assert_ptr_equal(awaited_judge(&works, &none, &later), &later);
	assert_ptr_equal(awaited_judge(&rests, &none, &dialog), &rests);
	assert_ptr_equal(awaited_judge(&prompt, &none, &rests), &prompt);
	assert_ptr_equal(awaited_judge(&dialog, &works, &later), &works);
	assert_ptr_equal(awaited_judge(&dialog, &later, &none), &dialog);
	assert_ptr_equal(awaited_judge(&works, &dialog, &later), &later);
	assert_ptr_equal(awaited_judge(&works, &dialog, &none), &dialog);
	assert_ptr_equal(awaited_judge(&none, &prompt, &later), &later);
	assert_ptr_equal(awaited_judge(&none, &prompt, &rests), &prompt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
