/*
 * print - titles, fields, times and colours that several commands print: see
 * print.h
 */
#include "cli/print.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/duration.h"
#include "model/state.h"

enum colour colour_of_state(const char *state)
{
	switch (state_from_name(state)) {
	case STATE_COMPLETED:
		return COLOUR_GREEN;
	case STATE_FAILED:
	case STATE_ESCALATED:
		return COLOUR_RED;
	case STATE_WAITING:
	case STATE_BACKOFF:
	case STATE_PARKED:
	case STATE_HELD:
		return COLOUR_YELLOW;
	default:
		return COLOUR_NONE;
	}
}

void print_title(const char *title)
{
	printf("\n%s%s%s\n", colour(COLOUR_BOLD), title, colour(COLOUR_NONE));
}

void print_field(const char *label, const char *text)
{
	if (!text)
		return;
	printf("  %-10s ", label);
	print_one_line(text, 400, "");
	putchar('\n');
}

const char *text_of_time(const char *time, char text[TIME_TEXT_SIZE])
{
	int64_t ms = time ? clock_parse(time) : -1;
	time_t seconds = ms / 1000;
	struct tm tm;

	if (ms < 0 || !localtime_r(&seconds, &tm) ||
		!strftime(text, TIME_TEXT_SIZE, "%Y-%m-%d %H:%M:%S", &tm))
		return strcpy(text, "-");
	return text;
}

const char *text_of_age(
	const char *time, int64_t now_ms, char text[TIME_TEXT_SIZE])
{
	int64_t then_ms = time ? clock_parse(time) : -1;
	int64_t age_ms = now_ms > then_ms ? now_ms - then_ms : then_ms - now_ms;

	if (then_ms < 0)
		return strcpy(text, "-");
	if (age_ms < 1000)
		return strcpy(text, "0 s");
	/* An age in whole seconds is precise enough. */
	return duration_text(age_ms - age_ms % 1000, text);
}
