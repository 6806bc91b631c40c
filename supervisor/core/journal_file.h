/*
 * journal_file - reeve.jsonl, a line of the journal a line (contract)
 */
#ifndef SUPERVISOR_CORE_JOURNAL_FILE_H
#define SUPERVISOR_CORE_JOURNAL_FILE_H

#include "supervisor/core/turn.h"

struct journal_file;

/*
 * Appends what the last leader had stored, but not yet written here as it died.
 * A file that cannot be written is a warning: the store has it all.
 */
struct journal_file *journal_file_open(const struct turn *turn);
void journal_file_close(struct journal_file *file); /* accepts NULL */

void journal_file_append(struct journal_file *file, const cJSON *line);

#endif
