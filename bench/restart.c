/*
 * restart - from an agent's death to the first instruction of its next run
 *
 *	restart ROUNDS AGENT BARE_FILE REEVE_FILE
 *
 * Kills, in turns, an agent that a bare vfork+waitpid loop starts again and
 * one that reeve does. The latter runs already and notes into REEVE_FILE.
 */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "bench/note.h"
#include "bench/samples.h"

#define PATIENCE_S 30
#define LIFE_US    60000 /* of each run before it is killed */

/* What is the least that can be done: nothing is known, nothing written. */
static void bare_loop(char *agent, char *file)
{
	char *const argv[] = { agent, file, NULL };
	char *const env[] = { NULL };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		pid_t pid = vfork();

		if (pid == 0) {
			execve(agent, argv, env);
			_exit(127);
		}
		waitpid(pid, NULL, 0);
	}
}

static void kill_once(struct note *note, struct samples *samples)
{
	uint32_t before = note->starts;
	int64_t killed_ns;

	usleep(LIFE_US);
	killed_ns = now_ns();
	kill(note->pid, SIGKILL);
	if (!word_wait(&note->starts, before, PATIENCE_S)) {
		fprintf(stderr, "restart: nobody started it again\n");
		exit(1);
	}
	samples_add(samples, note->ns - killed_ns);
}

int main(int argc, char **argv)
{
	static struct samples bare_samples, reeve_samples;
	struct note *bare, *reeve;
	pid_t loop;

	if (argc != 5)
		return 2;
	bare = note_map(argv[3]);
	reeve = note_map(argv[4]);
	loop = fork();
	if (loop == 0)
		bare_loop(argv[2], argv[3]);
	if (!word_wait(&bare->starts, 0, PATIENCE_S) ||
		!word_wait(&reeve->starts, 0, PATIENCE_S)) {
		fprintf(stderr, "restart: an agent does not start\n");
		return 1;
	}
	for (int i = atoi(argv[1]); i > 0; i--) {
		kill_once(bare, &bare_samples);
		kill_once(reeve, &reeve_samples);
	}
	kill(loop, SIGKILL);
	kill(bare->pid, SIGKILL);
	samples_print("restart", &bare_samples, &reeve_samples, "1.3");
	return 0;
}
