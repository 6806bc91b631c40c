#!/usr/bin/env bats
# Runs that are cut off, and how they are carried on.

load helper

# --- Ctrl-C -------------------------------------------------------------------

survives_the_keyboard() { # PROFILE
	says "$AGAIN" "$COMMIT" "$SAID"
	says_and_hangs ""
	start "$1" "take your time"
	in_a_tool
	tm send-keys -t "=a:" C-c
	wait_until 20 ended 1
	pane_shows "interrupted: resume in 3 s"
	holds '.runs[0].verdict == "interrupted"'
	holds '.runs[0].evidence | any(.text | startswith("Ctrl-C was typed"))'
	holds '.runs[0].decision == "resume"'
	at_rest completed
	holds '.runs | length == 2'
	holds '.runs[1].mode == "resume" and .recovery_used'
	same_conversation
	committed 1 finished
	gone "$TOOL"
	# After the three seconds, and not long after.
	holds '(.runs[1].started | ms) - (.runs[0].ended | ms) |
		. >= 3000 and . < 10000'
}

@test "claude: Ctrl-C in its pane, and it goes on where it was" {
	survives_the_keyboard claude
	launch 2 argv=--resume
}

@test "codex: Ctrl-C in its pane, and it goes on where it was" {
	survives_the_keyboard codex
	launch 2 argv=resume
}

# --- signals ------------------------------------------------------------------

survives_a_signal() { # PROFILE SIGNAL VERDICT
	says "$AGAIN" "$COMMIT" "$SAID"
	says_and_hangs ""
	start "$1" "take your time"
	in_a_tool
	kill "-$2" "$(record 1 .pid)"
	wait_until 20 ended 1
	holds ".runs[0] | .verdict == \"$3\" and .decision == \"resume\""
	# What it had running in sessions of its own is gone before it goes on.
	wait_until 20 launch 2 "run=1.2"
	gone "$TOOL"
	at_rest completed
	holds '.runs | length == 2'
	same_conversation
	committed 1 finished
}

@test "claude: kill -9, and it goes on where it was" {
	survives_a_signal claude KILL killed
}

@test "codex: kill -9, and it goes on where it was" {
	survives_a_signal codex KILL killed
}

@test "claude: SIGTERM, and it goes on where it was" {
	survives_a_signal claude TERM terminated
}

@test "codex: SIGTERM, and it goes on where it was" {
	survives_a_signal codex TERM terminated
}

@test "claude: a crash, and it goes on where it was" {
	survives_a_signal claude ABRT crashed
}

@test "codex: a crash, and it goes on where it was" {
	survives_a_signal codex ABRT crashed
}

# --- what is around it dies ---------------------------------------------------

survives_its_keeper() { # PROFILE
	local agent
	says "$AGAIN" "$COMMIT" "$SAID"
	says_and_hangs ""
	start "$1" "take your time"
	in_a_tool
	agent="$(record 1 .pid)"
	kill -9 "$(record 1 .keeper_pid)"
	at_rest completed
	holds '.runs[0].verdict == "lost"'
	gone "$agent"
	gone "$TOOL"
	same_conversation
	committed 1 finished
	tm has-session -t "=a"
}

@test "claude: its keeper is killed" {
	survives_its_keeper claude
}

@test "codex: its keeper is killed" {
	survives_its_keeper codex
}

survives_its_server() { # PROFILE
	says "$AGAIN" "$COMMIT" "$SAID"
	says_and_hangs ""
	start "$1" "take your time"
	in_a_tool
	tm kill-server
	at_rest completed
	holds '.runs[0].verdict == "terminated"'
	holds '.runs[0].evidence | any(.text | startswith("its terminal is gone"))'
	gone "$TOOL"
	same_conversation
	committed 1 finished
	tm has-session -t "=a"
}

@test "claude: the tmux server is ended" {
	survives_its_server claude
}

@test "codex: the tmux server is ended" {
	survives_its_server codex
}

# --- the conversation is gone -------------------------------------------------

begins_anew() { # PROFILE DIRECTORY
	says "$AGAIN" "$COMMIT" "$SAID"
	says_and_hangs ""
	start "$1" "take your time"
	in_a_tool
	# Stopped, so that it cannot write the file once more.
	kill -STOP "$(record 1 .pid)"
	rm -r "${2:?}"
	kill -9 "$(record 1 .pid)"
	at_rest completed
	holds '.runs[0].conversation != .runs[1].conversation'
	# It is told the task, and what was done.
	last_asked '.users == 1 and (.user | contains("take your time"))'
	last_asked '.user | contains("one.txt")'
	committed 1 finished
}

@test "claude: its conversation is gone" {
	begins_anew claude "$HOME/.claude/projects"
}

@test "codex: its conversation is gone" {
	begins_anew codex "$HOME/.codex/sessions"
}
