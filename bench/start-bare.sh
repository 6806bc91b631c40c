#!/bin/sh
# What `reeve run` is measured against: a worktree and a session, by hand.
#	start-bare.sh REPOSITORY NAME TMUX_SOCKET PROGRAM [ARG...]
set -e
cd "$1"
name=$2 socket=$3
shift 3
git worktree add -q -b "task/$name" ".worktrees/$name"
tmux -L "$socket" new-session -d -s "bare-$name" -c "$PWD/.worktrees/$name" \
	-- "$@"
