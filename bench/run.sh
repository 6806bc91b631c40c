#!/bin/sh
# The figures reeve is measured by; what they mean is in docs/bench.md.
#	BUILD=DIR [QUICK=1] bench/run.sh
# Prints them, and leaves them in $BUILD/bench/figures.tsv.
set -eu

build=$(cd "${BUILD:-build}" && pwd)
bench=$(cd "$(dirname "$0")" && pwd)
CC=${CC:-gcc}
programs=$build/bench
place=$(mktemp -d "${TMPDIR:-/tmp}/reeve-bench.XXXXXX")

if [ -n "${QUICK:-}" ]; then
	restarts=10 starts=5 agents=5 seconds=2
else
	restarts=300 starts=200 agents=50 seconds=20
fi

export PATH="$build:$PATH"
export REEVE_STATE="$place/state" REEVE_CONFIG="$place/reeve.json"
export REEVE_TMUX__SOCKET="reeve-bench-$$" BENCH_AGENT="$programs/agent"

clean_up() {
	reeve down --all >/dev/null 2>&1 || true
	tmux -L "$REEVE_TMUX__SOCKET" kill-server 2>/dev/null || true
	rm -rf "$place"
}
trap clean_up EXIT
trap 'exit 1' INT TERM HUP

compile() {
	$CC -std=gnu11 -D_GNU_SOURCE -I"$bench/.." -Wall -Wextra -Werror -O2 \
		"$@"
}

# Every kill is carried on at once, however many there are.
write_config() {
	cat >"$REEVE_CONFIG" <<-END
	{
		"paths": {
			"checkpoints": "$place/checkpoints",
			"results": "$place/results",
			"logs": "$place/logs"
		},
		"max_agents": 100,
		"tmux": { "linger": "0" },
		"limits": { "attempts": 1000, "wall_time": "0" },
		"recovery": {
			"policy": { "killed": { "do": ["resume"], "after": "0" } }
		}
	}
	END
}

make_repository() {
	git init -q "$1"
	for i in $(seq 50); do
		seq "$((i * 40))" >"$1/file-$i"
	done
	printf '.worktrees/\n' >"$1/.gitignore"
	git -C "$1" add .
	git -C "$1" -c user.name=bench -c user.email=bench@localhost \
		commit -q -m files
}

measure_restart() {
	reeve run -a shell -C "$place/restart" -n restart \
		-- "$BENCH_AGENT" "$place/restart.note" >/dev/null
	"$programs/restart" "$restarts" "$BENCH_AGENT" "$place/bare.note" \
		"$place/restart.note"
	reeve stop restart >/dev/null
}

measure_start() {
	"$programs/start" "$starts" "$place/by-hand.note" "$place/run.note" \
		sh "$bench/start-bare.sh" "$place/by-hand" NAME \
		"$REEVE_TMUX__SOCKET" "$BENCH_AGENT" "$place/by-hand.note" \
		-- reeve run -a shell -C "$place/run" -n NAME \
		-- "$BENCH_AGENT" "$place/run.note"
}

measure() {
	measure_restart
	measure_start
	"$bench/idle.sh" "$agents" "$seconds" "$place/idle.note" "$place/run"
}

mkdir -p "$programs"
compile -static -o "$programs/agent" "$bench/agent.c"
compile -o "$programs/restart" "$bench/restart.c"
compile -o "$programs/start" "$bench/start.c"
write_config
for name in restart run by-hand; do
	make_repository "$place/$name"
done
measure >"$programs/figures.tsv"
awk -F '\t' '{ printf "%-42s %10s %-13s %s\n", $1, $2, $3,
	$4 == "" ? "" : "aim " $4 }' "$programs/figures.tsv"
