/*
 * agent - the agent that is measured: says that it has begun, then is idle
 *
 *	agent FILE
 *
 * Static, so that as little as can be of its start is its own.
 */
#include "bench/note.h"

int main(int argc, char **argv)
{
	int64_t begun_ns = now_ns();
	struct note *note;
	uint32_t mine, ends;

	if (argc != 2)
		return 2;
	note = note_map(argv[1]);
	note->pid = getpid();
	note->ns = begun_ns;
	mine = __atomic_add_fetch(&note->starts, 1, __ATOMIC_ACQ_REL);
	word_wake(&note->starts);
	while ((ends = __atomic_load_n(&note->ends, __ATOMIC_ACQUIRE)) < mine)
		word_wait(&note->ends, ends, 0);
	return 0;
}
