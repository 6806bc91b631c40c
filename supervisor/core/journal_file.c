/*
 * journal_file - reeve.jsonl: see journal_file.h
 */
#include "supervisor/core/journal_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"

/* The file is rotated once at this size: reeve.jsonl.1 is the older half. */
#define FILE_MAX_BYTES (64 << 20)

/* One turn of the loop writes fewer lines than this, in fewer bytes. */
#define CATCH_UP_LINES 64
#define CATCH_UP_BYTES ((size_t)512 << 10)

struct journal_file {
	char *directory, *path;
	int fd;
};

static void file_open(struct journal_file *file)
{
	file->fd = open(file->path,
		O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (file->fd < 0)
		log_warn("cannot write '%s': %m", file->path);
}

static void file_rotate(struct journal_file *file)
{
	char *older = mem_format("%s.1", file->path);

	close(file->fd);
	if (rename(file->path, older) < 0)
		log_warn("cannot rotate '%s': %m", file->path);
	file_open(file);
	free(older);
}

/* Somebody may tidy /tmp while reeved runs: then the file begins anew. */
static void file_check(struct journal_file *file)
{
	struct stat st;

	if (file->fd >= 0 && fstat(file->fd, &st) == 0) {
		if (st.st_nlink && st.st_size < FILE_MAX_BYTES)
			return;
		if (st.st_nlink) {
			file_rotate(file);
			return;
		}
		close(file->fd);
	}
	if (directory_claim(file->directory, NULL) == 0)
		file_open(file);
}

void journal_file_append(struct journal_file *file, const cJSON *json)
{
	char *text = json_line(json);
	char *line = mem_format("%s\n", text);

	file_check(file);
	if (file->fd >= 0 && write_all(file->fd, line, strlen(line)) < 0)
		log_warn("cannot write '%s': %m", file->path);
	free(line);
	free(text);
}

/* Appends a line unless the end of the file has it already. */
static void append_if_missing(struct journal_file *file,
	const struct journal_line *line, const char *tail)
{
	cJSON *json = journal_line_write(line);
	char *text = json_line(json);

	if (!strstr(tail, text))
		journal_file_append(file, json);
	free(text);
	cJSON_Delete(json);
}

static void catch_up(struct journal_file *file, struct store *store)
{
	struct journal_list lines = { 0 };
	char *tail = NULL;
	int64_t last = 0;
	size_t len = 0;

	if (store_last_journal(store, &last, NULL) == 0 &&
		file_read_tail(&tail, &len, file->path, CATCH_UP_BYTES, NULL) ==
			0 &&
		store_list_journal(store,
			last > CATCH_UP_LINES ? last - CATCH_UP_LINES : 0,
			CATCH_UP_LINES, &lines, NULL) == 0)
		for (size_t i = 0; i < lines.count; i++)
			append_if_missing(file, &lines.items[i], tail);
	journal_list_clear(&lines);
	free(tail);
}

struct journal_file *journal_file_open(const struct turn *turn)
{
	struct journal_file *file = mem_alloc(sizeof(*file));

	file->directory = mem_copy(turn->host->logs);
	file->path = mem_format("%s/reeve.jsonl", file->directory);
	file_open(file);
	catch_up(file, turn->store);
	return file;
}

void journal_file_close(struct journal_file *file)
{
	if (!file)
		return;
	if (file->fd >= 0)
		close(file->fd);
	free(file->directory);
	free(file->path);
	free(file);
}
