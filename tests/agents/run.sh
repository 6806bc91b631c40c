#!/bin/sh
# run - real claude and codex under reeve, against a mock model on loopback
#
# Installs the CLIs where they are missing (the only step that needs a network)
# and fails where that fails. As root everything else runs where there is no
# network but loopback. TAP in, TAP out: run.sh [bats' arguments].
set -eu
here=$(cd "$(dirname "$0")" && pwd)

if [ -z "${AGENTS:-}" ]; then # else we are inside already
	AGENTS=${XDG_CACHE_HOME:-$HOME/.cache}/reeve-agents
	export AGENTS
	"$here/install.sh" "$AGENTS" >&2
	if [ "$(id -u)" = 0 ] && ip -V >/dev/null 2>&1 &&
		unshare -n true 2>/dev/null; then
		# shellcheck disable=SC2016
		exec unshare -n sh -c 'ip link set lo up && exec "$@"' \
			sh "$0" "$@"
	fi
fi

jobs=${AGENTS_JOBS:-3}
command -v parallel >/dev/null || jobs=1
# An agent may not see what whoever runs the tests has in his environment.
exec env -i PATH="$PATH" HOME="$HOME" LANG=C.UTF-8 TERM=xterm-256color \
	BUILD="${BUILD:-build}" AGENTS="$AGENTS" BATS_TEST_TIMEOUT=120 \
	bats --jobs "$jobs" "$@" "$here"
