#!/bin/sh
# What reeve costs while its agents are idle.
#	idle.sh AGENTS SECONDS NOTE_FILE REPOSITORY
# The programs are found in $PATH, the state in $REEVE_STATE.
set -eu
agents=$1 seconds=$2 file=$3 repository=$4

# All processes of reeve in this state directory.
reeve_pids() {
	for directory in /proc/[0-9]*; do
		[ -r "$directory/cmdline" ] || continue
		line=$(tr '\0' ' ' <"$directory/cmdline" 2>/dev/null) || continue
		case $line in
		reeve-keeper*"$REEVE_STATE"* | */reeve-keeper*"$REEVE_STATE"* | \
			*reeved*"$REEVE_STATE"*)
			echo "${directory#/proc/}"
			;;
		esac
	done
}

private_kib() {
	awk '/^Private_(Clean|Dirty):/ { sum += $2 } END { print sum }' \
		"/proc/$1/smaps_rollup"
}

switches() {
	for pid in $1; do
		cat /proc/"$pid"/task/*/status
	done | awk '/ctxt_switches:/ { sum += $2 } END { print sum + 0 }'
}

await_running() {
	tries=0
	while [ "$(reeve list --json | grep -c '"running"')" -lt "$1" ]; do
		tries=$((tries + 1))
		[ $tries -lt 600 ] || { echo "idle: too few run" >&2; exit 1; }
		sleep 0.1
	done
}

for i in $(seq "$agents"); do
	reeve run -a shell -C "$repository" -n "idle-$i" --no-worktree \
		-- "$BENCH_AGENT" "$file" >/dev/null
done
await_running "$agents"
sleep 2 # for the last answers and their reapers

pids=$(reeve_pids)
before=$(switches "$pids")
sleep "$seconds"
after=$(switches "$pids")

for pid in $pids; do
	case $(cat "/proc/$pid/comm") in
	reeve-keeper) private_kib "$pid" ;;
	esac
done | sort -n | awk '{ kib[NR] = $1 } END {
	printf "idle keeper, private memory, median\t%d\tKiB\t60\n",
		kib[int((NR + 1) / 2)]
	printf "idle keeper, private memory, most\t%d\tKiB\t\n", kib[NR] }'
printf 'idle, processes of reeve\t%d\t\t\n' "$(echo "$pids" | wc -w)"
printf 'idle, context switches in %d s\t%d\t\t0\n' "$seconds" \
	$((after - before))
