/*
 * notify_webhook - POST to a webhook: see notify_send.h
 *
 * libcurl, in a worker, which loads it: linked with it and with all that it
 * needs, reeved would take twice as long to start. What the other side answers
 * is read and thrown away; its status alone counts. A redirect is a failure:
 * the text goes where the person said, and nowhere else.
 */
#include <curl/curl.h>
#include <dlfcn.h>
#include <string.h>

#include "supervisor/notify/notify_send.h"

#define ANSWER_MAX_BYTES ((curl_off_t)1 << 20)

#define LIBRARY "libcurl.so.4"

/* clang-format off */
#define FUNCTIONS(DO)							\
	DO(free) DO(url) DO(url_set) DO(url_get) DO(url_cleanup)	\
	DO(easy_init) DO(easy_setopt) DO(easy_perform) DO(easy_getinfo)	\
	DO(easy_strerror) DO(easy_cleanup)				\
	DO(slist_append) DO(slist_free_all)
/* clang-format on */

struct curl {
#define POINTER(name) __typeof__(curl_##name) *name;
	FUNCTIONS(POINTER)
};

/* It stays loaded: whoever asks ends soon. */
static int load(struct curl *curl, struct err *err)
{
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return err_set(err, EXIT_TRY_LATER,
			"a webhook needs a library: %s", dlerror());
#define FIND(name)                                                             \
	*(void **)&curl->name = dlsym(library, "curl_" #name);                 \
	if (!curl->name)                                                       \
		goto fail;
	FUNCTIONS(FIND)
	return 0;
fail:
	return err_set(err, EXIT_TRY_LATER, "a webhook needs a newer " LIBRARY);
}

/* By the parser that will connect as well, so that both mean one place. */
static enum webhook_place place_of(
	const struct curl *curl, const char *url, bool allow_http)
{
	enum webhook_place place = WEBHOOK_REFUSED;
	char *scheme = NULL, *host = NULL;
	CURLU *parts = curl->url();

	if (!parts || curl->url_set(parts, CURLUPART_URL, url, 0) ||
		curl->url_get(parts, CURLUPART_SCHEME, &scheme, 0) ||
		curl->url_get(parts, CURLUPART_HOST, &host, 0))
		goto out;
	if (!strcmp(scheme, "https"))
		place = WEBHOOK_ELSEWHERE;
	else if (!strcmp(scheme, "http") && notify_host_is_here(host))
		place = WEBHOOK_HERE;
	else if (!strcmp(scheme, "http") && allow_http)
		place = WEBHOOK_ELSEWHERE;
out:
	curl->free(scheme);
	curl->free(host);
	curl->url_cleanup(parts);
	return place;
}

enum webhook_place webhook_place(const char *url, bool allow_http)
{
	struct curl curl;

	return load(&curl, NULL) < 0 ? WEBHOOK_REFUSED
				     : place_of(&curl, url, allow_http);
}

static size_t ignore_answer(char *bytes, size_t size, size_t count, void *arg)
{
	(void)bytes;
	(void)arg;
	return size * count;
}

/* Trying again helps where the other side may be better later. */
static int judge_status(long status, struct err *err)
{
	bool later = status >= 500 || status == 408 || status == 425 ||
		     status == 429;

	if (status >= 200 && status < 300)
		return 0;
	return err_set(err, later ? EXIT_TRY_LATER : EXIT_NO,
		"the webhook answered with status %ld%s", status,
		status >= 300 && status < 400 ? ", and redirects are not "
						"followed"
					      : "");
}

static int post(const struct curl *curl, CURL *handle, struct err *err)
{
	CURLcode code = curl->easy_perform(handle);
	long status = 0;

	if (code != CURLE_OK)
		return err_set(err, EXIT_TRY_LATER,
			"the webhook cannot be reached: %s",
			curl->easy_strerror(code));
	curl->easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
	return judge_status(status, err);
}

static void set_options(const struct curl *curl, CURL *handle,
	const struct notify_config *config, const char *body,
	enum webhook_place place)
{
	curl->easy_setopt(handle, CURLOPT_URL, config->webhook);
	curl->easy_setopt(handle, CURLOPT_PROTOCOLS_STR,
		place == WEBHOOK_ELSEWHERE && !config->webhook_allow_http
			? "https"
			: "https,http");
	curl->easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
	curl->easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
	curl->easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)config->timeout_ms);
	curl->easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE, ANSWER_MAX_BYTES);
	curl->easy_setopt(handle, CURLOPT_USERAGENT, "reeve/" REEVE_VERSION);
	curl->easy_setopt(handle, CURLOPT_POSTFIELDS, body);
	curl->easy_setopt(handle, CURLOPT_WRITEFUNCTION, ignore_answer);
	/* What stays on this machine is no business of a proxy. */
	if (place == WEBHOOK_HERE)
		curl->easy_setopt(handle, CURLOPT_NOPROXY, "*");
}

static int post_to(const struct curl *curl, const struct notify_config *config,
	const char *body, enum webhook_place place, struct err *err)
{
	CURL *handle = curl->easy_init();
	struct curl_slist *headers;
	int rc;

	if (!handle)
		return err_set(err, EXIT_TRY_LATER, "libcurl does not start");
	headers = curl->slist_append(
		NULL, "Content-Type: application/json; charset=utf-8");
	set_options(curl, handle, config, body, place);
	curl->easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
	rc = post(curl, handle, err);
	curl->slist_free_all(headers);
	curl->easy_cleanup(handle);
	return rc;
}

int webhook_post(
	const struct notify_config *config, const char *body, struct err *err)
{
	enum webhook_place place;
	struct curl curl;

	if (load(&curl, err) < 0)
		return -1;
	place = place_of(&curl, config->webhook, config->webhook_allow_http);
	if (place != WEBHOOK_REFUSED)
		return post_to(&curl, config, body, place, err);
	err_set(err, EXIT_NO,
		"the webhook is neither https nor on this machine");
	return err_hint(err, "notify.webhook_allow_http");
}
