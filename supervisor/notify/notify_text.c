/*
 * notify_text - what people are told: see notify_text.h
 */
#include "supervisor/notify/notify_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

/* So that a line of a mail stays below the 998 bytes it may have. */
#define LINE_COLUMNS 200
#define DIGEST_LINES ((size_t)20)

static void add_line(cJSON *event, const char *name, const char *text)
{
	char *line = text && *text ? text_one_line(text, LINE_COLUMNS) : NULL;

	json_add_text(event, name, line);
	free(line);
}

static const char *advice(enum notify_event event)
{
	switch (event) {
	case NOTIFY_ESCALATED:
		return "reeve review show";
	case NOTIFY_BREAKER:
		return "reeve resume";
	case NOTIFY_WAITING:
		return "reeve attach";
	case NOTIFY_COMPLETED:
		return "reeve diff";
	case NOTIFY_PARKED:
	case NOTIFY_FAILED:
	case NOTIFY_EVENTS:
		break;
	}
	return "reeve show";
}

static void add_task(cJSON *event, const struct notify_facts *facts)
{
	const struct task *task = facts->task;
	char id[RUN_ID_SIZE], *advised;

	json_add_number(event, "task", task->id);
	json_add_text(event, "agent", task->name);
	json_add_text(event, "run",
		task->runs ? run_id(id, task->id, task->runs) : NULL);
	json_add_text(event, "state", state_name(task->state));
	json_add_text(event, "profile", task->profile);
	json_add_text(event, "verdict",
		task->runs ? verdict_name(task->verdict) : NULL);
	add_line(event, "repo", task->repo);
	add_line(event, "branch", task->branch);
	json_add_time(event, "due", task->due_ms);
	advised = mem_format("%s %s", advice(facts->event), task->name);
	json_add_text(event, "try", advised);
	free(advised);
}

/* What is of use to read first, one thing a line. */
static void add_text(cJSON *event, const char *title)
{
	static const struct {
		const char *member, *label;
	} parts[] = { { "reason", "" }, { "evidence", "evidence: " },
		{ "notes", "notes: " }, { "assigned", "for: " },
		{ "branch", "branch: " }, { "try", "try: " } };
	struct str text = STR_INIT;

	str_add(&text, title);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		const char *part = json_text(event, parts[i].member);

		if (part)
			str_addf(&text, "\n%s%s", parts[i].label, part);
	}
	json_add_text(event, "title", title);
	json_add_text(event, "text", str_text(&text));
	str_clear(&text);
}

/* A breaker is one of all profiles, or of that of the task that opened it. */
static char *write_title(const struct notify_facts *facts)
{
	if (facts->event != NOTIFY_BREAKER)
		return mem_format("%s is %s",
			facts->task ? facts->task->name : "a task",
			notify_event_name(facts->event));
	if (!facts->task)
		return mem_copy("many runs ended at once");
	return mem_format(
		"the breaker of profile '%s' is open", facts->task->profile);
}

cJSON *notify_write_event(const struct notify_facts *facts)
{
	const char *kind = notify_event_name(facts->event);
	cJSON *event = cJSON_CreateObject();
	char *title = write_title(facts);

	json_add_text(event, "event", kind);
	json_add_time(event, "time", facts->time_ms);
	json_add_text(event, "host", facts->host);
	if (facts->task)
		add_task(event, facts);
	add_line(event, "reason", facts->reason);
	if (facts->evidence) {
		json_add_text(event, "evidence_code",
			evidence_name(facts->evidence->code));
		add_line(event, "evidence", facts->evidence->text);
	}
	add_line(event, "notes", facts->notes);
	add_line(event, "assigned", facts->assigned);
	add_text(event, title);
	free(title);
	return event;
}

/* "task-agent-3 is escalated: its checkpoint asks for a person" */
static void add_summary(struct str *text, const cJSON *event)
{
	const char *reason = json_text(event, "reason");

	str_addf(text, "\n%s%s%s", json_text(event, "title"),
		reason ? ": " : "", reason ? reason : "");
}

cJSON *notify_write_digest(
	const struct notification_list *list, int64_t time_ms)
{
	cJSON *event = cJSON_CreateObject(), *array;
	struct str text = STR_INIT;
	char *title = mem_format("%zu things happened", list->count);

	json_add_text(event, "event", "digest");
	json_add_time(event, "time", time_ms);
	json_add_text(event, "host", json_text(list->items[0].event, "host"));
	json_add_number(event, "count", (int64_t)list->count);
	json_add_text(event, "title", title);
	str_add(&text, title);
	array = cJSON_CreateArray();
	for (size_t i = 0; i < list->count; i++) {
		const cJSON *one = list->items[i].event;

		if (i < DIGEST_LINES)
			add_summary(&text, one);
		cJSON_AddItemToArray(array, cJSON_Duplicate(one, true));
	}
	if (list->count > DIGEST_LINES)
		str_addf(&text, "\n... and %zu more",
			list->count - DIGEST_LINES);
	json_add_text(event, "text", str_text(&text));
	cJSON_AddItemToObject(event, "events", array);
	str_clear(&text);
	free(title);
	return event;
}

/* Slack reads <…> as links and mentions, a desktop as markup. */
char *notify_escape(const char *text)
{
	struct str out = STR_INIT;

	for (; *text; text++)
		switch (*text) {
		case '&':
			str_add(&out, "&amp;");
			break;
		case '<':
			str_add(&out, "&lt;");
			break;
		case '>':
			str_add(&out, "&gt;");
			break;
		default:
			str_add_char(&out, *text);
		}
	return str_take(&out);
}

cJSON *notify_write_slack(const cJSON *event)
{
	cJSON *body = cJSON_CreateObject();
	const char *text = json_text(event, "text");
	char *escaped = notify_escape(text ? text : "");
	const cJSON *member;

	json_add_text(body, "text", escaped);
	cJSON_ArrayForEach(member, event)
	{
		if (strcmp(member->string, "text") != 0)
			cJSON_AddItemToObject(body, member->string,
				cJSON_Duplicate(member, true));
	}
	free(escaped);
	return body;
}

/* One line that is all of a header: printable ASCII, whatever it was. */
static void add_header(struct str *mail, const char *name, const char *value)
{
	str_addf(mail, "%s: ", name);
	for (const char *c = value; *c; c++)
		str_add_char(mail, *c >= ' ' && *c < 0x7f ? *c : '?');
	str_add_char(mail, '\n');
}

void notify_write_mail(struct str *mail, const struct notify_config *config,
	const cJSON *event)
{
	const char *text = json_text(event, "text");
	const char *title = json_text(event, "title");
	char *subject = mem_format("[reeve] %s", title ? title : "");

	if (config->mail_from)
		add_header(mail, "From", config->mail_from);
	add_header(mail, "To", config->mail_to ? config->mail_to : "");
	add_header(mail, "Subject", subject);
	str_add(mail, "Auto-Submitted: auto-generated\n"
		      "MIME-Version: 1.0\n"
		      "Content-Type: text/plain; charset=utf-8\n"
		      "Content-Transfer-Encoding: 8bit\n\n");
	/* Indented, so that no line is the single dot that ends a mail. */
	for (const char *line = text ? text : ""; *line;) {
		int len = (int)strcspn(line, "\n");

		str_addf(mail, "%s%.*s\n", line == text ? "" : "  ", len, line);
		line += len + (line[len] == '\n');
	}
	free(subject);
}

void notify_write_env(struct argv *env, const cJSON *event)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, event)
	{
		char *name = mem_copy(!strcmp(member->string, "event")
					      ? "kind"
					      : member->string);

		for (char *c = name; *c; c++)
			*c = (char)toupper((unsigned char)*c);
		if (cJSON_IsString(member))
			argv_addf(env, "REEVE_EVENT_%s=%s", name,
				member->valuestring);
		else if (cJSON_IsNumber(member))
			argv_addf(env, "REEVE_EVENT_%s=%lld", name,
				(long long)member->valuedouble);
		free(name);
	}
}
