/*
 * json - a writer of one flat JSON object: see json.h
 */
#include "keeper/json.h"

#include <stdio.h>
#include <string.h>

static void json_put(struct json *json, const char *text)
{
	size_t len = strlen(text);

	if (json->overflow || len >= json->size - json->len) {
		json->overflow = true;
		return;
	}
	memcpy(json->bytes + json->len, text, len + 1);
	json->len += len;
}

/*
 * The length of the UTF-8 sequence at `text`; 0 when it is invalid (overlong, a
 * surrogate, cut, out of range).
 */
static size_t utf8_length(const unsigned char *text)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t len;

	if (text[0] < 0x80)
		return 1;
	if (text[0] < 0xc2 || text[0] > 0xf4)
		return 0;
	len = text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4;
	if (text[0] == 0xe0)
		low = 0xa0;
	else if (text[0] == 0xed)
		high = 0x9f;
	else if (text[0] == 0xf0)
		low = 0x90;
	else if (text[0] == 0xf4)
		high = 0x8f;
	if (text[1] < low || text[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if (text[i] < 0x80 || text[i] > 0xbf)
			return 0;
	return len;
}

static void json_put_string(struct json *json, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	json_put(json, "\"");
	while (*at) {
		size_t len = utf8_length(at);
		char piece[8] = "\\ufffd";

		if (*at == '"' || *at == '\\')
			snprintf(piece, sizeof(piece), "\\%c", *at);
		else if (*at < ' ' || *at == 0177)
			snprintf(piece, sizeof(piece), "\\u%04x", *at);
		else if (len)
			snprintf(piece, sizeof(piece), "%.*s", (int)len,
				(const char *)at);
		json_put(json, piece);
		at += len ? len : 1;
	}
	json_put(json, "\"");
}

static void json_put_name(struct json *json, const char *name)
{
	if (json->comma)
		json_put(json, ",");
	json->comma = true;
	if (!name)
		return;
	json_put_string(json, name);
	json_put(json, ":");
}

void json_open(struct json *json, const char *name)
{
	json_put_name(json, name);
	json_put(json, "{");
	json->comma = false;
}

void json_close(struct json *json)
{
	json_put(json, "}");
	json->comma = true;
}

void json_number(struct json *json, const char *name, int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)value);
	json_put_name(json, name);
	json_put(json, text);
}

void json_bool(struct json *json, const char *name, bool value)
{
	json_put_name(json, name);
	json_put(json, value ? "true" : "false");
}

void json_null(struct json *json, const char *name)
{
	json_put_name(json, name);
	json_put(json, "null");
}

void json_text(struct json *json, const char *name, const char *text)
{
	json_put_name(json, name);
	json_put_string(json, text);
}
