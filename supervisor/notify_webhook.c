/*
 * notify_webhook - POST to a webhook: see notify_send.h
 *
 * libcurl, in a worker. What the other side answers is read and thrown away;
 * its status alone counts. A redirect is a failure: the text goes where the
 * person said, and nowhere else.
 */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <string.h>
#include <strings.h>

#include "supervisor/notify_send.h"

#define ANSWER_MAX_BYTES ((curl_off_t)1 << 20)

static bool is_this_machine(const char *host)
{
	struct in_addr four;

	if (!strcasecmp(host, "localhost") || !strcmp(host, "[::1]"))
		return true;
	return inet_pton(AF_INET, host, &four) == 1 &&
	       ntohl(four.s_addr) >> 24 == 127;
}

/* By the parser that will connect as well, so that both mean one place. */
enum webhook_place webhook_place(const char *url, bool allow_http)
{
	enum webhook_place place = WEBHOOK_REFUSED;
	char *scheme = NULL, *host = NULL;
	CURLU *parts = curl_url();

	if (!parts || curl_url_set(parts, CURLUPART_URL, url, 0) ||
		curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) ||
		curl_url_get(parts, CURLUPART_HOST, &host, 0))
		goto out;
	if (!strcmp(scheme, "https"))
		place = WEBHOOK_ELSEWHERE;
	else if (!strcmp(scheme, "http") && is_this_machine(host))
		place = WEBHOOK_HERE;
	else if (!strcmp(scheme, "http") && allow_http)
		place = WEBHOOK_ELSEWHERE;
out:
	curl_free(scheme);
	curl_free(host);
	curl_url_cleanup(parts);
	return place;
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

static int post(CURL *curl, struct err *err)
{
	CURLcode code = curl_easy_perform(curl);
	long status = 0;

	if (code != CURLE_OK)
		return err_set(err, EXIT_TRY_LATER,
			"the webhook cannot be reached: %s",
			curl_easy_strerror(code));
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return judge_status(status, err);
}

static void set_options(CURL *curl, const struct notify_config *config,
	const char *body, enum webhook_place place)
{
	curl_easy_setopt(curl, CURLOPT_URL, config->webhook);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR,
		place == WEBHOOK_ELSEWHERE && !config->webhook_http
			? "https"
			: "https,http");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)config->timeout_ms);
	curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, ANSWER_MAX_BYTES);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "reeve/" REEVE_VERSION);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore_answer);
	/* What stays on this machine is no business of a proxy. */
	if (place == WEBHOOK_HERE)
		curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
}

int webhook_post(
	const struct notify_config *config, const char *body, struct err *err)
{
	enum webhook_place place =
		webhook_place(config->webhook, config->webhook_http);
	struct curl_slist *headers;
	CURL *curl;
	int rc;

	if (place == WEBHOOK_REFUSED) {
		err_set(err, EXIT_NO,
			"the webhook is neither https nor on this machine");
		return err_hint(err, "notify.webhook_http");
	}
	curl = curl_easy_init();
	if (!curl)
		return err_set(err, EXIT_TRY_LATER, "libcurl does not start");
	headers = curl_slist_append(
		NULL, "Content-Type: application/json; charset=utf-8");
	set_options(curl, config, body, place);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	rc = post(curl, err);
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	return rc;
}
