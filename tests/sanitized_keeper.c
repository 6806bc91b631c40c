/*
 * sanitized_keeper - what a keeper that is built with a sanitizer must know
 *
 * The leak checker stops the process by a child of its own and waits for it;
 * a keeper, which reaps every child there is, may wait for ever with it. Its
 * leaks are valgrind's to find.
 */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}
