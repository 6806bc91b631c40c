/*
 * test_env - environments as lists, and the parts of a path
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/env.h"
#include "base/path.h"

static void a_value_is_replaced(void **state)
{
	struct argv env = ARGV_INIT;

	(void)state;
	env_set(&env, "A", "1");
	env_set(&env, "AB", "2");
	env_set(&env, "A", "3");
	assert_int_equal(env.count, 2);
	assert_string_equal(env_get(env.items, "A"), "3");
	assert_string_equal(env_get(env.items, "AB"), "2");
	assert_null(env_get(env.items, "B"));
	assert_null(env_get(NULL, "A"));
	argv_clear(&env);
}

static void a_pair_needs_a_name(void **state)
{
	struct argv env = ARGV_INIT;

	(void)state;
	env_set_pair(&env, "A=b=c");
	env_set_pair(&env, "=x");
	env_set_pair(&env, "NAME");
	assert_int_equal(env.count, 1);
	assert_string_equal(env_get(env.items, "A"), "b=c");
	argv_clear(&env);
}

static void a_pattern_is_a_name_or_a_prefix(void **state)
{
	static const char *const patterns[] = { "HOME", "LC_*", NULL };

	(void)state;
	assert_true(env_matches("HOME=/root", patterns));
	assert_true(env_matches("LC_ALL=C", patterns));
	assert_true(env_matches("LC_=C", patterns));
	assert_false(env_matches("HOMES=x", patterns));
	assert_false(env_matches("HOM=x", patterns));
	assert_false(env_matches("LC=x", patterns));
	assert_false(env_matches("X=HOME", patterns));
	assert_false(env_matches("HOME=x", NULL));
}

static void expect_parent(const char *path, const char *parent)
{
	char *found = path_parent(path);

	assert_string_equal(found, parent);
	free(found);
}

static void a_path_has_a_parent_and_a_base(void **state)
{
	(void)state;
	expect_parent("/a/b", "/a");
	expect_parent("a/b/c", "a/b");
	expect_parent("/a", "");
	assert_null(path_parent("a"));
	assert_string_equal(path_base("/a/b"), "b");
	assert_string_equal(path_base("b"), "b");
	assert_string_equal(path_base("a/"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_is_replaced),
		cmocka_unit_test(a_pair_needs_a_name),
		cmocka_unit_test(a_pattern_is_a_name_or_a_prefix),
		cmocka_unit_test(a_path_has_a_parent_and_a_base),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
