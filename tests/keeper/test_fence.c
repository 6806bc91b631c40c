/*
 * test_fence - a command of an old leader is refused
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "keeper/fence.h"

static void test_older_is_refused(void **state)
{
	struct fence fence = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(fence_check(&fence, 0, &err), COMMAND_OK);
	assert_int_equal(fence_check(&fence, 5, &err), COMMAND_OK);
	assert_int_equal(fence_check(&fence, 5, &err), COMMAND_OK);
	assert_int_equal(fence_check(&fence, 4, &err), COMMAND_STALE_EPOCH);
	assert_string_equal(err.message, "epoch 4 is older than 5");
	assert_int_equal(fence.epoch, 5);
}

static void test_none_is_invalid(void **state)
{
	struct fence fence = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(fence_check(&fence, -1, &err), COMMAND_INVALID);
	assert_int_equal(fence.epoch, 0);
}

static void test_raise_never_lowers(void **state)
{
	struct fence fence = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	fence_raise(&fence, 7);
	fence_raise(&fence, 3);
	assert_int_equal(fence_check(&fence, 6, &err), COMMAND_STALE_EPOCH);
	assert_int_equal(fence_check(&fence, 7, &err), COMMAND_OK);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_older_is_refused),
		cmocka_unit_test(test_none_is_invalid),
		cmocka_unit_test(test_raise_never_lowers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
