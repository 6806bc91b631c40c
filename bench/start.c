/*
 * start - from the exec of `reeve run` to the agent's first instruction
 *
 *	start ROUNDS BARE_FILE REEVE_FILE
 *		BARE_COMMAND... -- REEVE_COMMAND...
 *
 * Runs both commands in turns; the word NAME in them becomes a new name each
 * time. Every agent ends before the next one starts.
 */
#include <string.h>
#include <sys/wait.h>

#include "bench/note.h"
#include "bench/samples.h"

#define PATIENCE_S 30
#define REST_US    60000 /* for what follows an agent's end */
#define WORDS_MAX  64

static pid_t start(char **words, int count, int round)
{
	char *argv[WORDS_MAX + 1] = { NULL }, name[32];
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	pid_t pid;

	snprintf(name, sizeof(name), "bench-%d", round);
	for (int i = 0; i < count && i < WORDS_MAX; i++)
		argv[i] = strcmp(words[i], "NAME") ? words[i] : name;
	pid = vfork();
	if (pid == 0) {
		dup2(null, STDOUT_FILENO);
		execvp(argv[0], argv);
		_exit(127);
	}
	close(null);
	return pid;
}

static void start_once(struct note *note, struct samples *samples, char **words,
	int count, int round)
{
	uint32_t before = note->starts;
	int64_t begun_ns = now_ns();
	pid_t pid = start(words, count, round);
	int status;

	if (!word_wait(&note->starts, before, PATIENCE_S)) {
		fprintf(stderr, "start: '%s' starts no agent\n", words[0]);
		exit(1);
	}
	samples_add(samples, note->ns - begun_ns);
	waitpid(pid, &status, 0);
	__atomic_store_n(&note->ends, note->starts, __ATOMIC_RELEASE);
	word_wake(&note->ends);
	usleep(REST_US);
}

int main(int argc, char **argv)
{
	static struct samples bare_samples, reeve_samples;
	struct note *bare, *reeve;
	int between = 4;

	while (between < argc && strcmp(argv[between], "--") != 0)
		between++;
	if (between + 1 >= argc)
		return 2;
	bare = note_map(argv[2]);
	reeve = note_map(argv[3]);
	for (int i = 1; i <= atoi(argv[1]); i++) {
		start_once(bare, &bare_samples, argv + 4, between - 4, i);
		start_once(reeve, &reeve_samples, argv + between + 1,
			argc - between - 1, i);
	}
	samples_print("run", &bare_samples, &reeve_samples, "0.6");
	return 0;
}
