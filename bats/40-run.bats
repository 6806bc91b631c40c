#!/usr/bin/env bats
# A task from the shell to its end, as people see it.

load helper

setup() {
	place_make
}

teardown() {
	place_end
}

@test "run prints the agent's name, and nothing else" {
	run reeve run -- true
	[ "$status" = 0 ]
	[ "$output" = task-agent-1 ]
	reeve wait task-agent-1
}

@test "what run has printed is durable, even when reeved is killed next" {
	agent one -- "mark $T/mark"
	kill_reeved
	reeve wait one
	[ "$(cat "$T/mark" | wc -l)" = 1 ]
	[ "$(show one .id)" = 1 ]
}

@test "an automatic name steps over what exists" {
	git branch reeve/task-agent-1
	[ "$(reeve run -- true)" = task-agent-1-2 ]
	reeve wait task-agent-1-2
}

@test "a name that a task has is refused, and which task that is is said" {
	reeve run -n one -- true
	fails 2 "cannot use the name 'one': task 1 has it" \
		reeve run -n one -- true
	reeve run -n on -- true
	reeve wait one on
}

@test "a program that is not there is refused, with what to try" {
	fails 2 "cannot run agent 'shell': 'nosuch': no such program in PATH" \
		reeve run -- nosuch
	run reeve run -- nosuch
	[[ "$output" == *"try: install it, or give its path" ]]
}

@test "a task is named by its number, its name, or a prefix of it" {
	agent one -- "exit 0"
	reeve wait one
	[ "$(show 1 .name)" = one ]
	[ "$(show on .name)" = one ]
	agent one-more -- "exit 0"
	reeve wait 2
	[ "$(show one .id)" = 1 ]
	[ "$(show one-m .id)" = 2 ]
	fails 3 "*'on'*" reeve show on
	fails 3 "*'3'*" reeve show 3
}

@test "a task works in a worktree and on a branch of its own" {
	agent one -- "write new text" "commit file more"
	reeve wait one
	[ "$(reeve path one)" = "$REPO/.worktrees/one" ]
	[ "$(git -C .worktrees/one branch --show-current)" = reeve/one ]
	[ "$(cat .worktrees/one/new)" = text ]
	[ "$(git log -1 --format=%s reeve/one)" = more ]
	[ -z "$(git status --porcelain)" ]
	[ ! -e new ]
	[ ! -e file ]
}

@test "run from below the repository, and with -C from elsewhere" {
	mkdir sub
	cd sub
	agent one -- "exit 0"
	cd /
	agent two -C "$REPO" -- "exit 0"
	cd "$T"
	agent three -C repo -- "exit 0"
	reeve wait one two three
	[ "$(show one .repo)" = "$REPO" ]
	[ "$(show two .repo)" = "$REPO" ]
	[ "$(show three .repo)" = "$REPO" ]
}

@test "a run from inside a linked worktree has its base there" {
	git worktree add -q -b side "$T/side"
	git -C "$T/side" commit -q --allow-empty -m second
	agent one -C "$T/side" -- "exit 0"
	reeve wait one
	[ "$(git -C "$(reeve path one)" log -1 --format=%s)" = second ]
}

@test "--base: the worktree begins there" {
	git commit -q --allow-empty -m second
	agent one -b HEAD~1 -- "exit 0"
	agent two -- "exit 0"
	reeve wait one two
	[ "$(git log -1 --format=%s reeve/one)" = first ]
	[ "$(git log -1 --format=%s reeve/two)" = second ]
	[ "$(show one .base)" = HEAD~1 ]
	[ "$(show one .base_commit)" = "$(git rev-parse HEAD~1)" ]
}

@test "--no-worktree: it works in the repository itself" {
	agent one --no-worktree -- "write new text"
	reeve wait one
	[ "$(cat new)" = text ]
	[ ! -e .worktrees ]
	[ "$(reeve path one)" = "$REPO" ]
	task_is one '.branch == "main" and .session == "one"'
}

@test "show --json has all its members, and what is fixed is never null" {
	agent one --verify true -- "checkpoint --completed a"
	reeve wait one
	task_is one 'has("id") and has("name") and has("state") and
		has("profile") and has("prompt") and has("repo") and
		has("worktree") and has("branch") and has("base") and
		has("session") and has("attempts") and has("recovery_used") and
		has("created") and has("started") and has("ended") and
		has("verdict") and has("decision") and has("runs") and
		has("checkpoint")'
	task_is one '.runs[0] | has("number") and has("profile") and
		has("started") and has("ended") and has("wait_status") and
		has("exit_code") and has("signal") and has("verdict") and
		has("evidence") and has("decision") and has("reason")'
	task_is one '.id == 1 and .name == "one" and .state == "completed" and
		.profile == "shell" and .attempts == 1 and
		.recovery_used == false and .verdict == "completed" and
		.decision == "complete" and .base == "HEAD" and
		.checkpoint.completed == ["a"]'
	task_is one '.runs[0] | .number == 1 and .wait_status == 0 and
		.exit_code == 0 and .signal == null'
}

@test "name, worktree, branch and session are there while it is queued" {
	export REEVE_MAX_AGENTS=1
	agent one -- "wait $T/go"
	agent two -- "exit 0"
	task_is two '.state == "queued" and .name == "two" and
		.branch == "reeve/two" and .session == "two" and
		.worktree == "'"$REPO/.worktrees/two"'"'
	task_is two '.started == null and .ended == null and .verdict == null
		and .runs == []'
	touch "$T/go"
	reeve wait one two
}

@test "they are there without a worktree and without a branch as well" {
	git checkout -q --detach
	agent one --no-worktree -- "exit 0"
	task_is one '.worktree == "'"$REPO"'" and .session == "one" and
		(.branch | type == "string")'
	reeve wait one
}

@test "run --json prints what show --json does" {
	agent one --json -- "exit 0" >"$T/run.json"
	jq -e '.name == "one" and .branch == "reeve/one"' "$T/run.json"
	jq -r 'keys[]' "$T/run.json" >"$T/keys"
	reeve wait one
	show one 'keys[]' | diff - "$T/keys"
}

@test "run --wait: 0 when it completes, 1 when it does not" {
	agent one --wait -- "exit 0"
	export REEVE_LIMITS__ATTEMPTS=1
	reeve down
	run agent two --wait -- "exit 3"
	[ "$status" = 1 ]
	[[ "$output" == *"'two' is escalated: crashed; all 1 attempts are spent"* ]]
}

@test "wait --timeout: 4 when the time is up" {
	agent one -- "wait $T/go"
	fails 4 "timed out: not all tasks are completed" reeve wait one --timeout 50ms
	touch "$T/go"
	reeve wait one --timeout 1m
}

@test "wait ends when the first of several cannot complete any more" {
	agent one -- "sleep"
	agent two -- "sleep"
	becomes two running
	reeve stop two
	run reeve wait one two
	[ "$status" = 1 ]
	state_is one running
}

@test "wait goes on while reeved is killed" {
	agent one -- "wait $T/go"
	becomes one running
	reeve wait one 3>&- &
	local waiter=$!
	kill_reeved
	touch "$T/go"
	wait "$waiter"
	state_is one completed
}

@test "-f: the prompt reaches the agent to the byte" {
	printf 'line\r\n "quoted" $HOME `x` \\ é\t%%s\n\n  end ' >"$T/prompt"
	agent one -f "$T/prompt" -- "sh cp \"\$REEVE_PROMPT_FILE\" '$T/got'"
	reeve wait one
	cmp "$T/prompt" "$T/got"
	task_is one '.prompt | endswith("  end ")'
}

@test "a prompt from standard input, of 300 kB" {
	seq 1 60000 | head -c 300000 >"$T/prompt"
	agent one -f - -- "sh cp \"\$REEVE_PROMPT_FILE\" '$T/got'" <"$T/prompt"
	reeve wait one
	cmp "$T/prompt" "$T/got"
}

@test "a prompt of words; empty where there is none" {
	reeve run -n one two words -- cp "$REEVE_STATE/runs/1.1/prompt" "$T/got"
	reeve run -n two -- sh -c 'cat "$REEVE_PROMPT_FILE" >'"'$T/none'"
	reeve wait one two
	[ "$(cat "$T/got")" = "two words" ]
	[ ! -s "$T/none" ]
}

@test "an agent is told who it is" {
	agent one -- "sh env >'$T/env'"
	reeve wait one
	grep -qx REEVE_AGENT=one "$T/env"
	grep -qx REEVE_TASK=1 "$T/env"
	grep -qx REEVE_RUN=1.1 "$T/env"
	grep -qx "REEVE_CHECKPOINT=$CHECKPOINTS/one.json" "$T/env"
	grep -qx "REEVE_PROMPT_FILE=$STATE/runs/1.1/prompt" "$T/env"
	grep -qx "REEVE_STATE=$STATE" "$T/env"
	not grep -qE '^REEVE_(RESUME|CONTINUATION)=' "$T/env"
}

@test "a resumed agent is told so, and where its continuation is" {
	agent one -- "@1 die TERM" "sh env >'$T/env'"
	reeve wait one
	grep -qx REEVE_RESUME=1 "$T/env"
	grep -qx REEVE_RUN=1.2 "$T/env"
	grep -qx "REEVE_CONTINUATION=$STATE/runs/1.2/continuation" "$T/env"
}

@test "an agent's environment is scrubbed, and --env passes what it names" {
	export SECRET_TOKEN=abc WANTED=this EDITOR=ed
	agent one --env WANTED --env GIVEN="that, and more" --env MISSING -- \
		"sh env >'$T/env'"
	reeve wait one
	grep -qx WANTED=this "$T/env"
	grep -qx "GIVEN=that, and more" "$T/env"
	not grep -qE '^(SECRET_TOKEN|EDITOR|MISSING|TMUX|TMUX_PANE|BATS_)' "$T/env"
	grep -qE "^PATH=(.*:)?$BIN(:|$)" "$T/env"
	grep -qx "HOME=$HOME" "$T/env"
	grep -qxE 'TERM=(screen|tmux).*' "$T/env"
}

@test "what --env named is captured from the caller of resume again" {
	export WANTED=first
	agent one --env WANTED -- "sh echo \$WANTED >>'$T/got'" "@1 sleep"
	eventually test -s "$T/got"
	reeve stop one
	WANTED=second reeve resume one
	reeve wait one
	[ "$(paste -sd, "$T/got")" = first,second ]
}

@test "values of --env are in no list, log or output" {
	agent one --env TOKEN=s3cr3t -- "exit 0"
	reeve wait one
	not grep -rqF s3cr3t "$STATE/reeve.db" "$STATE/reeve.db-wal" \
		"$T/logs" "$T/results" "$STATE/reeved.log"
	not grep -qF s3cr3t <(reeve show --json one)
	[ "$(stat -c %a "$STATE/runs/1.1/launch")" = 600 ]
}

@test "settings come from the environment of whoever starts reeved" {
	export REEVE_LIMITS__ATTEMPTS=1
	agent one -- "exit 3"
	run reeve wait one
	task_is one '.state == "escalated" and .attempts == 1'
	reeve config | grep -qx 'limits.attempts = 1'
}

@test "a config file is read again on SIGHUP" {
	echo '{"limits":{"attempts":1}}' >"$T/reeve.json"
	export REEVE_CONFIG="$T/reeve.json"
	agent one -- "exit 3"
	run reeve wait one
	task_is one '.attempts == 1'
	echo '{"limits":{"attempts":2}}' >"$T/reeve.json"
	kill -HUP "$(reeved_pid)"
	eventually grep -q "config was read again" "$STATE/reeved.log"
	agent two -- "exit 3"
	run reeve wait two
	task_is two '.attempts == 2'
}

@test "list: one line each" {
	agent one -- "wait $T/go"
	agent two "some prompt" -- "wait $T/go"
	becomes two running
	[ "$(reeve list | wc -l)" = 2 ]
	reeve ls | grep -E '^2 +two +running .* shell .* some prompt'
	reeve list --json | jq -e '.tasks | map(.name) == ["one", "two"]'
	reeve list --json | jq -e '.tasks | all(has("state") and
		has("worktree") and has("branch") and has("session"))'
	touch "$T/go"
	reeve wait one two
}

@test "logs print what the runs have written, escapes stripped" {
	agent one -- "sh printf 'plain \\033[31mred\\033[0m\\a end\\n'" "@1 exit 3"
	reeve wait one
	reeve logs one >"$T/logs.txt"
	grep -qF "plain red end" "$T/logs.txt"
	not grep -qF $'\033' "$T/logs.txt"
	reeve logs --raw one | grep -qF $'\033[31mred'
}

@test "logs -f follows to the end of the task, through all its runs" {
	agent one -- "print run-\$REEVE_RUN" "sh echo this is \$REEVE_RUN" \
		"@1 wait $T/go" "@1 die TERM" "print the end"
	reeve logs -f one >"$T/followed" 3>&- &
	local follower=$!
	eventually grep -q "this is 1.1" "$T/followed"
	touch "$T/go"
	wait "$follower"
	grep -q "this is 1.2" "$T/followed"
	grep -q "the end" "$T/followed"
}

@test "diff shows what is committed, changed and new" {
	agent one -- "commit committed a" "write hello changed" "write new b"
	reeve wait one
	reeve diff one >"$T/diff"
	grep -q '^diff --git a/committed b/committed' "$T/diff"
	grep -q '^+changed' "$T/diff"
	grep -q '^diff --git a/new b/new' "$T/diff"
	git -C .worktrees/one status --porcelain | grep -qx '?? new'
}

@test "events tell what happened, in the order it happened" {
	agent one -- "@1 exit 3"
	reeve wait one
	reeve events --json | jq -se 'map(.event) == ["daemon_started",
		"submitted", "started", "ended", "decision", "started",
		"ended", "decision"]'
	reeve events | grep -q 'ended .*one 1.1 .*verdict=crashed'
	reeve events --json | diff - "$LOG"
}

@test "events -f goes on with what happens" {
	reeve list
	reeve events -f --json >"$T/events" 3>&- &
	local follower=$!
	eventually test -s "$T/events"
	agent one -- "exit 0"
	eventually grep -q '"event":"decision"' "$T/events"
	kill "$follower"
	wait "$follower" || true
	jq -se 'map(.event) | index("submitted") < index("started")' "$T/events"
}

@test "send types a line into the agent's terminal" {
	agent one -- "print ready" "sh read -r line; echo got: \$line"
	eventually printed one ready
	reeve send one "hello; there \$x"
	reeve wait one
	printed one 'got: hello; there $x'
	fails 1 "cannot send to 'one': it is completed" reeve send one more
}

@test "attach shows the agent's screen, and detaching leaves it alone" {
	agent one -- "print on the screen" "wait $T/go"
	eventually printed one screen
	tmux -L outer -f /dev/null new-session -d -x 80 -y 24 -s outer \
		"reeve attach one; echo detached; sleep 100" 3>&-
	eventually outer_shows "on the screen"
	tm detach-client -s =one
	eventually outer_shows detached
	tmux -L outer kill-server
	state_is one running
	touch "$T/go"
	reeve wait one
}

outer_shows() {
	tmux -L outer capture-pane -p -t =outer: | grep -qF "$1"
}

@test "attach where there is no terminal says what else there is" {
	agent one -- "exit 0"
	reeve wait one
	fails 2 "cannot attach: standard input or output is no terminal" reeve attach one
	grep -qx "reeve: try: reeve logs -f one" "$T/err"
}

@test "run --attach is there when its run has begun" {
	tmux -L outer -f /dev/null new-session -d -x 80 -y 24 -s outer -c "$REPO" \
		"reeve run --attach -n one -- '$AGENT' 'print it began' 'wait $T/go'; sleep 100" 3>&-
	eventually outer_shows "it began"
	tmux -L outer kill-server
	touch "$T/go"
	reeve wait one
}

@test "the session is named as the agent, and plain tmux finds it" {
	agent one -- "sleep"
	becomes one running
	tm list-sessions -F '#{session_name}' | grep -qx one
	tm show-options -t =one: | grep -qx 'destroy-unattached off'
	[ -z "$(tm show-options -g destroy-unattached | grep -v off)" ]
}

@test "at rest the session ends after tmux.linger; 0 is at once" {
	export REEVE_TMUX__LINGER=0
	agent one -- "exit 0"
	reeve wait one
	eventually not tm has-session -t =one
	state_is one completed
	[ -d .worktrees/one ]
}

@test "within tmux.linger the pane says what happened" {
	agent one -- "print its output"
	reeve wait one
	eventually pane_shows one "reeve: completed: the task is done"
	pane_shows one "its output"
	task_is one '.due != null'
}

pane_shows() {
	tm capture-pane -p -J -t "=$1:" | grep -qF -- "$2"
}

@test "state, launches and the places of /tmp are closed to others" {
	umask 0
	agent one -- "checkpoint --completed a"
	reeve wait one
	eventually test -e "$RESULTS/one_results.json"
	local path
	for path in "$STATE" "$T"/{checkpoints,results,logs} "$STATE"/runs \
		"$STATE"/runs/1.1; do
		[ "$(stat -c %a "$path")" = 700 ] || { echo "$path" && false; }
	done
	for path in "$STATE"/{reeve.db,reeved.sock,runs/1.1/launch,start} "$LOG" \
		"$STATE"/runs/1.1/transcript.log "$RESULTS/one_results.json"; do
		[ "$(stat -c %a "$path")" = 600 ] || { echo "$path" && false; }
	done
}

@test "any path may hold spaces, quotes and what tmux expands" {
	local odd="$T/a b'c\"#{pid}#(touch pwned);\$x"
	mv "$REPO" "$odd"
	cd "$odd"
	export REEVE_STATE="$T/st ate#{x}#(touch pwned)'\$(touch pwned)"
	agent one -- "write new text" "@1 exit 3"
	reeve wait one
	[ "$(cat .worktrees/one/new)" = text ]
	reeve down --all
	[ -z "$(find "$T" -name pwned)" ]
	REEVE_STATE="$STATE"
	cd /
}

@test "a state directory with a path too long for a socket" {
	local long="$T/state"
	while [ ${#long} -lt 200 ]; do long+=/0123456789012345; done
	export REEVE_STATE="$long"
	mkdir -p "$long"
	agent one -- "wait $T/go"
	becomes one running
	touch "$T/go"
	reeve wait one
	reeve down --all
	REEVE_STATE="$STATE"
}

@test "two state directories know nothing of each other" {
	agent one -- "wait $T/go"
	reeve --state "$T/other" run -n two -- true
	reeve --state "$T/other" wait two
	[ "$(reeve --state "$T/other" list --json | jq '.tasks | length')" = 1 ]
	fails 3 "*'two'*" reeve show two
	reeve --state "$T/other" down --all
	touch "$T/go"
	reeve wait one
}
