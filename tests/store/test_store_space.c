/*
 * test_store_space - a full disk fails a flush, loses nothing that was flushed,
 * and the store goes on when there is space again
 */
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include "tests/store/place.h"

#define MEGABYTE ((size_t)1 << 20)

static void assert_full(const struct err *err)
{
	assert_int_equal(err->code, EXIT_TRY_LATER);
	if (!strstr(err->message, "the disk is full"))
		fail_msg("%s", err->message);
}

/* Fills the disk by flushes of one task each; gives what was kept. */
static size_t fill_by_flushes(struct store *store)
{
	struct err err = ERR_INIT;
	size_t kept = count_tasks(store, STORE_ALL);
	int rc = 0;

	for (int i = 0; i < 100; i++) {
		if (add_large_task(store, i, &err) < 0)
			assert_full(&err);
		rc = store_flush(store, &err);
		if (rc < 0)
			break;
		kept++;
	}
	assert_int_equal(rc, -1);
	assert_full(&err);
	return kept;
}

/* Fills it within one flush: SQLite gives up in the middle. */
static void fill_by_one_flush(struct store *store)
{
	struct err err = ERR_INIT;
	bool failed = false;

	for (int i = 100; i < 140; i++) {
		int rc = add_large_task(store, i, &err);

		/* After the first that failed nothing may seem to work. */
		assert_false(failed && rc == 0);
		failed = rc < 0;
		if (failed)
			assert_full(&err);
	}
	assert_int_equal(store_flush(store, &err), -1);
	assert_full(&err);
}

static void run_out_of_space(
	struct place *place, void (*more_space)(struct place *place))
{
	size_t kept = fill_by_flushes(place->store);
	struct err err = ERR_INIT;

	assert_int_equal(count_tasks(place->store, STORE_ALL), kept);
	fill_by_one_flush(place->store);
	assert_int_equal(count_tasks(place->store, STORE_ALL), kept);
	more_space(place);
	if (add_large_task(place->store, 1000, &err) < 0 ||
		store_flush(place->store, &err) < 0)
		fail_msg("%s", err.message);
	open_again(place);
	assert_int_equal(count_tasks(place->store, STORE_ALL), kept + 1);
}

static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void unlimit_files(struct place *place)
{
	(void)place;
	limit_files(RLIM_INFINITY);
}

static void test_file_too_large(void **state)
{
	signal(SIGXFSZ, SIG_IGN);
	limit_files(MEGABYTE);
	run_out_of_space(*state, unlimit_files);
	signal(SIGXFSZ, SIG_DFL);
}

static void enlarge_disk(struct place *place)
{
	assert_int_equal(mount("none", place->directory, "tmpfs", MS_REMOUNT,
				 "size=64m"),
		0);
}

static void test_disk_full(void **state)
{
	struct place *place = *state;

	store_close(place->store);
	place->store = NULL;
	if (mount("none", place->directory, "tmpfs", 0, "size=1m") < 0)
		skip(); /* only root may */
	open_again(place);
	run_out_of_space(place, enlarge_disk);
}

/* Also after a failure: no limit and no mount may outlive its test. */
static int tear_down_disk(void **state)
{
	struct place *place = *state;

	limit_files(RLIM_INFINITY);
	store_close(place->store);
	place->store = NULL;
	umount(place->directory);
	return tear_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_file_too_large, set_up, tear_down_disk),
		cmocka_unit_test_setup_teardown(
			test_disk_full, set_up, tear_down_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
