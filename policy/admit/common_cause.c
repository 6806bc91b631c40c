/*
 * common_cause - many runs ended at once: see common_cause.h
 */
#include "policy/admit/common_cause.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/duration.h"
#include "base/signal_name.h"

bool mass_counts(enum verdict verdict)
{
	return verdict_is_from_outside(verdict) || verdict == VERDICT_CRASHED ||
	       verdict == VERDICT_UNKNOWN || verdict == VERDICT_GIT_ERROR ||
	       verdict == VERDICT_API_ERROR;
}

bool mass_is_death(const struct mass_config *config, size_t ended, size_t going)
{
	return config->agents && ended >= (size_t)config->agents &&
	       ended * 100 >= (ended + going) * (size_t)config->share_percent;
}

bool mass_is_possible(
	const struct mass_config *config, size_t ended, size_t going)
{
	return config->agents && ended + going >= (size_t)config->agents;
}

static bool set_finding(struct mass_finding *finding, enum mass_cause cause,
	enum mass_now now, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static bool set_finding(struct mass_finding *finding, enum mass_cause cause,
	enum mass_now now, const char *format, ...)
{
	va_list arguments;

	finding->cause = cause;
	finding->now = now;
	va_start(arguments, format);
	vsnprintf(finding->text, sizeof(finding->text), format, arguments);
	va_end(arguments);
	return true;
}

static bool is_half_of_runs(const struct mass_facts *facts, int64_t count)
{
	return count > 0 && count * 2 >= facts->runs;
}

static bool find_reboot(
	struct mass_finding *finding, const struct mass_facts *facts)
{
	return is_half_of_runs(facts, facts->rebooted) &&
	       set_finding(finding, MASS_REBOOTED, MASS_IS_OVER,
		       "the machine was started anew: another boot id");
}

static bool find_killer(
	struct mass_finding *finding, const struct mass_facts *facts)
{
	return is_half_of_runs(facts, facts->signalled) &&
	       set_finding(finding, MASS_KILLED, MASS_IS_OVER,
		       "one process ended them: the keepers of %lld got SIG%s "
		       "from process %lld (%s)",
		       (long long)facts->signalled,
		       signal_name((int)facts->signal_number),
		       (long long)facts->signal_pid,
		       *facts->signal_comm ? facts->signal_comm
					   : "already gone");
}

static bool find_disk(
	struct mass_finding *finding, const struct mass_facts *facts)
{
	for (size_t i = 0; i < facts->disk_count; i++)
		if (facts->disks[i].free >= 0 &&
			facts->disks[i].free < MASS_DISK_BYTES)
			return set_finding(finding, MASS_DISK_FULL, MASS_LASTS,
				"the disk of '%.200s' is full: %lld KiB are "
				"left",
				facts->disks[i].path,
				(long long)facts->disks[i].free >> 10);
	return false;
}

static bool find_memory(
	struct mass_finding *finding, const struct mass_facts *facts)
{
	if (!is_half_of_runs(facts, facts->killed) && !facts->short_of_memory)
		return false;
	if (!facts->killed)
		return set_finding(finding, MASS_NO_MEMORY, MASS_LASTS, "%s",
			facts->short_of_memory);
	return set_finding(finding, MASS_NO_MEMORY,
		facts->short_of_memory ? MASS_LASTS : MASS_IS_OVER,
		"the kernel killed %lld of them for want of memory%s%s",
		(long long)facts->killed,
		facts->short_of_memory ? ", and " : "; there is enough again",
		facts->short_of_memory ? facts->short_of_memory : "");
}

static bool find_suspend(
	struct mass_finding *finding, const struct mass_facts *facts)
{
	char text[DURATION_TEXT_SIZE];

	return facts->suspended_ms &&
	       set_finding(finding, MASS_SUSPENDED, MASS_IS_OVER,
		       "the machine had been suspended for %s just before",
		       duration_text(facts->suspended_ms, text));
}

static bool find_network(
	struct mass_finding *finding, const struct mass_facts *facts)
{
	bool cut = facts->route_known && !facts->route;

	if (!is_half_of_runs(facts, facts->connections))
		return false;
	return set_finding(finding, MASS_NO_NETWORK,
		cut ? MASS_LASTS : MASS_TRY,
		"the network is gone: %lld of them could not connect%s",
		(long long)facts->connections,
		cut ? ", and this machine has no default route" : "");
}

static bool find_tmux(
	struct mass_finding *finding, const struct mass_facts *facts)
{
	bool gone = facts->tmux_known && !facts->tmux_lives;

	return is_half_of_runs(facts, facts->hangups) &&
	       set_finding(finding, MASS_NO_TMUX, MASS_IS_OVER,
		       "the tmux server was ended: the terminals of %lld hung "
		       "up at once%s",
		       (long long)facts->hangups,
		       gone ? ", and no server runs" : "");
}

struct mass_finding mass_find(const struct mass_facts *facts)
{
	struct mass_finding finding = { .cause = MASS_UNSEEN };

	if (!find_reboot(&finding, facts) && !find_killer(&finding, facts) &&
		!find_disk(&finding, facts) && !find_memory(&finding, facts) &&
		!find_network(&finding, facts) && !find_tmux(&finding, facts) &&
		!find_suspend(&finding, facts))
		set_finding(&finding, MASS_UNKNOWN, MASS_TRY,
			"no common cause was found: no reboot, no suspend, "
			"memory and disks are fine, no process was seen "
			"killing them");
	return finding;
}

bool mass_can_be_looked_at(enum mass_cause cause)
{
	return cause == MASS_DISK_FULL || cause == MASS_NO_MEMORY ||
	       cause == MASS_NO_NETWORK || cause == MASS_UNSEEN;
}
