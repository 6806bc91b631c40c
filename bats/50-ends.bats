#!/usr/bin/env bats
# How runs end, what that means, and what follows.

load helper

setup() {
	place_make
}

teardown() {
	place_end
}

# ready NAME: its run has begun and printed so
ready() {
	eventually printed "$1" ready || { reeve show "$1" && return 1; }
}

agent_pid() { # of a run
	record_of "$1" .pid
}

@test "completed: exit 0, and nothing to do" {
	agent one -- "exit 0"
	reeve wait one
	task_is one '.verdict == "completed" and .decision == "complete" and
		.attempts == 1 and .recovery_used == false'
	evidence_has one 1 "exit code 0" wait_status
}

@test "interrupted by Ctrl-C: the key is the evidence, and it goes on" {
	agent one -- "@1 print ready" "@1 sleep"
	ready one
	tm send-keys -t =one: C-c
	reeve wait one
	ends_as one interrupted 1
	evidence_has one 1 "Ctrl-C was typed in the pane" interrupt_key
	evidence_has one 1 "its terminal made it a signal"
	task_is one '.runs[0].signal == 2 and .runs[0].decision == "resume" and
		.runs[1].mode == "resume" and .recovery_used'
}

@test "interrupted by Ctrl-C in a raw terminal: the program took it" {
	agent one -- "@1 sh stty raw -echo; echo ready; head -c 1 >/dev/null; exit 130"
	ready one
	tm send-keys -t =one: C-c
	reeve wait one
	ends_as one interrupted 1
	evidence_has one 1 "its terminal was raw, so the program took it"
}

@test "interrupted by kill -INT: a process did it, no key" {
	agent one -- "@1 print ready" "@1 sleep"
	ready one
	kill -INT "$(agent_pid 1.1)"
	reeve wait one
	ends_as one interrupted 1
	evidence_has one 1 "SIGINT was sent to it by a process" signal
	evidence_has one 1 "no key was typed"
	not evidence_has one 1 "Ctrl-C"
}

@test "interrupted by exit code 130" {
	agent one -- "@1 exit 130"
	reeve wait one
	ends_as one interrupted 1
	evidence_has one 1 "exit code 130" wait_status
}

@test "Ctrl-C that a program survives is no interruption" {
	agent one -- "sh trap : INT; echo ready; until [ -e $T/go ]; do sleep 0.05; done" \
		"sh sleep 2.2"
	ready one
	tm send-keys -t =one: C-c
	touch "$T/go"
	reeve wait one
	ends_as one completed 1
}

@test "two Ctrl-C within a minute: whoever sits there means it" {
	agent one -- "sh echo ready \$REEVE_RUN" "sleep"
	eventually printed one "ready 1.1"
	tm send-keys -t =one: C-c
	eventually printed one "ready 1.2"
	tm send-keys -t =one: C-c
	becomes one held
	task_is one '.decision == "hold" and .reason_code == "interrupted_twice" and
		(.reason | contains("twice"))'
	eventually pane_shows one "reeve: held: Ctrl-C twice"
}

pane_shows() {
	tm capture-pane -p -J -t "=$1:" | grep -qF -- "$2"
}

@test "stopped: asked for before the end, and so it stays" {
	agent one -- "print ready" "sleep"
	ready one
	reeve stop one
	task_is one '.state == "stopped" and .verdict == "stopped" and
		.decision == "none" and .recovery_used == false and
		(.runs | length == 1)'
	evidence_has one 1 "a stop was asked for by" requested
	evidence_has one 1 "before the end"
	reeve stop one
}

@test "stopped: a program that ignores TERM is killed after the grace" {
	agent one -- "ignore TERM INT HUP" "print ready" "sleep"
	ready one
	reeve stop one
	task_is one '.verdict == "stopped" and .runs[0].signal == 9'
}

@test "stopped: a program that ends well when told to" {
	agent one -- "sh trap 'exit 0' TERM; echo ready; while :; do sleep 0.05; done"
	ready one
	reeve stop one
	task_is one '.verdict == "stopped" and .runs[0].exit_code == 0'
}

@test "stopped while it waits: it never begins again" {
	export REEVE_RECOVERY__POLICY__CRASHED__AFTER=1h
	agent one -- "exit 3"
	becomes one backoff
	reeve stop one
	task_is one '.state == "stopped" and (.runs | length == 1)'
}

@test "stopped while it is being started" {
	agent one -- "print ready" "sleep"
	reeve stop one
	state_is one stopped
	agent two --verify "sleep 100" -- "exit 0"
	becomes two verifying
	reeve stop two
	state_is two stopped
}

@test "terminated by kill -TERM to the agent: who did it is not guessed" {
	agent one -- "@1 print ready" "@1 sleep"
	ready one
	kill -TERM "$(agent_pid 1.1)"
	reeve wait one
	ends_as one terminated 1
	evidence_has one 1 "SIGTERM was sent to it by a process" signal
	evidence_has one 1 "cannot be known"
	task_is one '.runs[0].signal == 15'
}

@test "terminated by kill -TERM to the keeper: its sender is named" {
	agent one -- "@1 print ready" "@1 sleep"
	ready one
	# A sender that still is there when somebody looks.
	bash -c 'kill -TERM "$1"; read -r _' bash \
		"$(record_of 1.1 .keeper_pid)" < <(eventually ends_as one terminated 1) \
		>/dev/null 3>&- &
	local sender=$!
	reeve wait one
	wait "$sender" || true
	ends_as one terminated 1
	evidence_has one 1 \
		"SIGTERM was sent to its keeper by process $sender (bash) of uid $(id -u)"
}

@test "terminated by tmux kill-session: its terminal is gone" {
	agent one -- "@1 print ready" "@1 sleep"
	ready one
	tm kill-session -t =one
	reeve wait one
	ends_as one terminated 1
	evidence_has one 1 "its terminal is gone" hangup
	ends_as one completed 2
}

@test "terminated by tmux kill-server: all agents go on in a new one" {
	agent one -- "@1 print ready" "@1 sleep"
	agent two -- "@1 print ready" "@1 sleep"
	ready one
	ready two
	tm kill-server
	reeve wait one two
	ends_as one terminated 1
	ends_as two terminated 1
}

@test "the tmux server is killed: all agents go on in a new one" {
	agent one -- "@1 print ready" "@1 sleep"
	agent two -- "@1 print ready" "@1 sleep"
	ready one
	ready two
	kill -KILL "$(tm display-message -p '#{pid}')"
	reeve wait one two
	ends_as one terminated 1
	ends_as two terminated 1
}

@test "killed by kill -KILL" {
	agent one -- "@1 print ready" "@1 sleep"
	ready one
	kill -KILL "$(agent_pid 1.1)"
	reeve wait one
	ends_as one killed 1
	task_is one '.runs[0].signal == 9 and .runs[0].wait_status == 9'
}

@test "crashed: exit 3" {
	agent one -- "@1 exit 3"
	reeve wait one
	ends_as one crashed 1
	task_is one '.runs[0] | .exit_code == 3 and .wait_status == 768 and
		.signal == null'
}

@test "crashed: SIGSEGV" {
	agent one -- "@1 die SEGV"
	reeve wait one
	ends_as one crashed 1
	evidence_has one 1 "SIGSEGV" wait_status
	task_is one '.runs[0].signal == 11 and .runs[0].exit_code == null'
}

@test "timed_out: --timeout; the work is saved, and it goes on" {
	agent one --timeout 300ms -- "@1 write new text" "@1 sleep"
	reeve wait one
	ends_as one timed_out 1
	evidence_has one 1 "it ran longer than its time limit" time_limit
	[ "$(git show refs/reeve/saved/one/1:new)" = text ]
	[ "$(cat .worktrees/one/new)" = text ]
	task_is one '.runs[1].mode == "resume"'
}

@test "timed_out twice: resume, then restart from the base" {
	agent one --timeout 300ms -- "@1 write new text" "@1 sleep" \
		"@2 sh cp new '$T/second'; exec sleep 1000" \
		"@3 sh [ ! -e new ]"
	reeve wait one
	[ "$(show one '[.runs[].mode] | join(" ")')" = "start resume restart" ]
	[ "$(cat "$T/second")" = text ]
}

@test "hung: --idle; no sign of life" {
	agent one --idle 400ms -- "@1 print ready" "@1 sleep"
	reeve wait one
	ends_as one hung 1
	agent two --idle 1s -- \
		"sh for i in 1 2 3 4 5 6; do echo \$i; sleep 0.3; done"
	reeve wait two
	ends_as two completed 1
}

@test "start_failed: the program is gone when its turn comes" {
	export REEVE_MAX_AGENTS=1
	agent one -- "wait $T/go"
	cp "$AGENT" "$T/program"
	reeve run -n two -- "$T/program" "exit 0"
	rm "$T/program"
	touch "$T/go"
	becomes two escalated
	task_is two '.verdict == "start_failed" and .decision == "escalate"'
	evidence_has two 1 "$T/program"
	eventually test -e "$RESULTS/two_results.json"
	cp "$AGENT" "$T/program"
	reeve resume two
	reeve wait two
}

@test "start_failed: the program may no longer be executed" {
	export REEVE_MAX_AGENTS=1
	agent one -- "wait $T/go"
	cp "$AGENT" "$T/program"
	reeve run -n two -- "$T/program" "exit 0"
	chmod -x "$T/program"
	touch "$T/go"
	becomes two escalated
	task_is two '.verdict == "start_failed"'
	evidence_has two 1 "$T/program"
}

@test "start_failed: a script whose interpreter is not there" {
	printf '#!/nonexistent/interpreter\n' >"$T/program"
	chmod +x "$T/program"
	reeve run -n one -- "$T/program"
	becomes one escalated
	task_is one '.verdict == "start_failed"'
	evidence_has one 1 "No such file or directory"
	evidence_has one 1 "what was started: $T/program" command_line
}

@test "lost: the keeper is killed; what it left running is ended first" {
	agent one -- "@1 leave" "@1 ignore HUP" "@1 print ready" "@1 sleep"
	ready one
	local pid
	pid="$(agent_pid 1.1)"
	kill -KILL "$(record_of 1.1 .keeper_pid)"
	reeve wait one
	ends_as one lost 1
	evidence_has one 1 "its keeper is gone"
	evidence_has one 1 "it had left were ended" swept
	gone "$pid"
	task_is one '.runs[0].wait_status == null'
}

@test "a sweep after a lost run leaves other state directories alone" {
	reeve --state "$T/other" run -n other -- "$AGENT" "print ready" "sleep"
	eventually grep -q '"ended":false' "$T/other/records/1.1.json"
	agent one -- "@1 print ready" "@1 sleep"
	ready one
	kill -KILL "$(record_of 1.1 .keeper_pid)"
	reeve wait one
	[ "$(reeve --state "$T/other" show --json other | jq -r .state)" = running ]
	reeve --state "$T/other" down --all
}

@test "what an agent leaves running ends with its run" {
	agent one -- "leave" "leave" "exit 0"
	reeve wait one
	ends_as one completed 1
	[ -z "$(grep -lazxF "REEVE_PROMPT_FILE=$STATE/runs/1.1/prompt" \
		/proc/[0-9]*/environ 2>/dev/null)" ]
}

@test "tests_failed: the next run is told what failed, and puts it right" {
	agent one --verify 'echo looking for it; test -e done || { echo no done here; exit 7; }' \
		"the task" -- "@2 sh cp \"\$REEVE_CONTINUATION\" '$T/told'" "@2 write done x"
	reeve wait one
	ends_as one tests_failed 1
	ends_as one completed 2
	evidence_has one 1 "the verify command failed: exit code 7" verify_failed
	evidence_has one 2 "the verify command passed" verify_passed
	grep -qF "no done here" "$T/told"
	grep -qF "test -e done" "$T/told"
}

@test "tests_failed: a verify that takes too long" {
	export REEVE_LIMITS__VERIFY_TIME=200ms REEVE_LIMITS__ATTEMPTS=1
	agent one --verify "sleep 1000" -- "exit 0"
	becomes one escalated
	ends_as one tests_failed 1
	evidence_has one 1 "the verify command took too long" verify_timeout
}

@test "verify runs in the worktree, with the agent's environment" {
	export GIVEN=this
	agent one --env GIVEN --verify "pwd >'$T/pwd'; env >'$T/env'" -- "exit 0"
	reeve wait one
	[ "$(cat "$T/pwd")" = "$REPO/.worktrees/one" ]
	grep -qx GIVEN=this "$T/env"
	grep -qx REEVE_AGENT=one "$T/env"
}

@test "incomplete: its checkpoint is blocked: a person is asked, with the notes" {
	agent one -- "checkpoint --status blocked --notes 'the key is missing'"
	becomes one escalated
	task_is one '.verdict == "incomplete" and .decision == "escalate" and
		.attempts == 1'
	evidence_has one 1 "its checkpoint says blocked: the key is missing" checkpoint_blocked
	jq -e '.checkpoint.notes == "the key is missing"' \
		"$RESULTS/one_results.json"
}

@test "incomplete: its checkpoint needs input: a person is asked" {
	agent one -- "checkpoint --status needs_input --notes 'which one?'"
	becomes one escalated
	evidence_has one 1 "its checkpoint says needs_input: which one?" checkpoint_blocked
}

@test "an interactive agent is done when its checkpoint says so" {
	export REEVE_RECOVERY__TURN_END_AFTER=200ms
	agent one --interactive -- "print ready" "checkpoint --status done" "sleep"
	reeve wait one
	ends_as one completed 1
	evidence_has one 1 "its checkpoint says done" checkpoint_done
}

@test "interactive agents that are done as soon as they have started" {
	local i names=() commands=()
	export REEVE_RECOVERY__TURN_END_AFTER=100ms
	for i in $(seq 12); do
		names+=("a$i")
		agent "a$i" --interactive -- "checkpoint --status done" \
			"sleep" >/dev/null 3>&- &
		commands+=("$!")
	done
	wait "${commands[@]}"
	reeve wait "${names[@]}" --timeout "${PATIENCE}s"
}

@test "out_of_memory: the kernel says so" {
	memory_limit
	( # the tmux server is to be in there
		echo "$BASHPID" >"$GROUP/cgroup.procs"
		agent one -- "@1 sh exec tail /dev/zero"
	)
	becomes one completed
	ends_as one out_of_memory 1
	evidence_has one 1 "in its cgroup" oom_kill
	task_is one '.runs[0].signal == 9'
	reeve down --all
	tm kill-server 2>/dev/null || true
	eventually rmdir "$GROUP"
}

memory_limit() {
	GROUP="/sys/fs/cgroup/memory/reeve-e2e-$$"
	if mkdir "$GROUP" 2>/dev/null; then
		echo 50M >"$GROUP/memory.limit_in_bytes"
		return
	fi
	GROUP="/sys/fs/cgroup/reeve-e2e-$$"
	mkdir "$GROUP" 2>/dev/null || skip "no cgroup can be made here"
	echo 50M 2>/dev/null >"$GROUP/memory.max" ||
		{ rmdir "$GROUP" && skip "no memory limit can be set here"; }
	echo 0 2>/dev/null >"$GROUP/memory.swap.max" || true
}

@test "when all attempts are spent a person is asked" {
	export REEVE_LIMITS__ATTEMPTS=3
	agent one -- "exit 3"
	becomes one escalated
	task_is one '.attempts == 3 and (.runs | length == 3) and
		.reason_code == "attempts_spent" and
		(.reason | contains("all 3 attempts are spent"))'
	reeve resume one
	eventually task_is one '(.runs | length) == 6 and .state == "escalated"'
}

@test "… or it fails, where the config says so" {
	export REEVE_LIMITS__ATTEMPTS=1 REEVE_RECOVERY__LIMITS_ACTION=fail
	agent one -- "exit 3"
	becomes one failed
	fails 1 "'one' is failed: *" reeve wait one
}

@test "the time of all runs together is a budget as well" {
	export REEVE_LIMITS__WALL_TIME=400ms REEVE_LIMITS__ATTEMPTS=100
	agent one -- "sh sleep 0.15; exit 3"
	becomes one escalated
	task_is one '.reason_code == "time_spent" and
		(.reason | contains("time budget"))'
}

@test "backoff: at once, then random below a limit that doubles" {
	export REEVE_LIMITS__ATTEMPTS=6 REEVE_RECOVERY__BACKOFF_FIRST=20ms
	export REEVE_RECOVERY__BACKOFF_MAX=100ms
	agent one -- "exit 3"
	becomes one escalated
	jq -se '[.[] | select(.event == "decision")] |
		.[0].at == null and (.[0].reason | contains("at once"))' "$LOG"
	jq -se 'def ms: (.[:19] + "Z" | fromdate) * 1000 + (.[20:23] | tonumber);
		[.[] | select(.event == "decision" and .at != null) |
			(.at | ms) - (.time | ms)] | all(. <= 101)' "$LOG"
	jq -se 'def ms: (.[:19] + "Z" | fromdate) * 1000 + (.[20:23] | tonumber);
		[.[] | select(.event == "decision")][1] |
		.at == null or (.at | ms) - (.time | ms) <= 21' "$LOG"
}

@test "backoff outlives reeved" {
	export REEVE_RECOVERY__POLICY__CRASHED__AFTER=1h
	agent one -- "@1 exit 3"
	becomes one backoff
	local due
	due="$(show one .due)"
	kill_reeved
	[ "$(show one .due)" = "$due" ]
	state_is one backoff
	reeve resume one
	reeve wait one
}

@test "reeved is killed during a backoff, and nobody asks: the keeper does" {
	export REEVE_RECOVERY__POLICY__CRASHED__AFTER=300ms
	agent one -- "@1 exit 3"
	becomes one backoff
	kill_reeved
	eventually jq -e '.state == "completed"' "$RESULTS/one_results.json"
}

@test "a backoff that was over while reeved was down goes on at once" {
	export REEVE_RECOVERY__POLICY__CRASHED__AFTER=2s
	agent one -- "@1 exit 3"
	becomes one backoff
	local due
	due="$(date -d "$(show one .due)" +%s%3N)"
	reeve down
	wait_until 5 is_over "$due"
	reeve wait one
	ends_as one completed 2
}

is_over() {
	[ "$(date +%s%3N)" -gt "$1" ]
}

@test "resume by hand: the same worktree, a new run, a new budget" {
	agent one -- "@1 write new text" "@1 print ready" "@1 sleep" \
		"@2 sh cp new '$T/seen'"
	ready one
	reeve stop one
	reeve resume one
	reeve wait one
	[ "$(cat "$T/seen")" = text ]
	task_is one '.attempts == 1 and .recovery_used == false and
		[.runs[].mode] == ["start", "resume"]'
}

@test "resume of one that runs is refused; of one completed begins anew" {
	agent one -- "@1 print ready" "@1 wait $T/go"
	ready one
	fails 1 "cannot resume 'one': it is running" reeve resume one
	touch "$T/go"
	reeve wait one
	reeve resume one
	eventually task_is one '(.runs | length == 2) and .state == "completed"'
}

@test "restart by hand: work is saved, and it begins again from the base" {
	agent one -- "@1 commit committed a" "@1 write hello changed" \
		"@1 write new b" "@1 print ready" "@1 sleep" \
		"@2 sh git status --porcelain >'$T/status'; cat hello >'$T/hello'"
	ready one
	reeve stop one
	reeve restart one
	reeve wait one
	[ "$(cat "$T/hello")" = hello ]
	[ ! -s "$T/status" ]
	[ ! -e .worktrees/one/committed ]
	[ "$(git show refs/reeve/saved/one/1:new)" = b ]
	[ "$(git show refs/reeve/saved/one/1:hello)" = changed ]
	[ "$(git show refs/reeve/saved/one/1:committed)" = a ]
	[ "$(git rev-parse reeve/one)" = "$(git rev-parse main)" ]
	event_is '.event == "saved" and .ref == "refs/reeve/saved/one/1"'
	grep -qF refs/reeve/saved/one/1 "$STATE/runs/1.2/continuation"
}

@test "restart of one that runs: it is stopped first" {
	agent one -- "@1 write new text" "@1 print ready" "@1 sleep" "@2 sh [ ! -e new ]"
	ready one
	reeve restart one
	eventually state_is one completed
	task_is one '[.runs[].mode] == ["start", "restart"] and
		.runs[0].verdict == "stopped"'
	[ "$(git show refs/reeve/saved/one/1:new)" = text ]
}

@test "each restart saves under a number of its own" {
	agent one -- "sh echo \$REEVE_RUN >new" "print ready" "sleep"
	ready one
	reeve stop one
	reeve restart one
	eventually printed one ready
	becomes one running
	eventually test -e .worktrees/one/new
	reeve restart one
	eventually task_is one '(.runs | length) == 3 and .state == "running"'
	[ "$(git show refs/reeve/saved/one/1:new)" = 1.1 ]
	[ "$(git show refs/reeve/saved/one/2:new)" = 1.2 ]
}

@test "reassign: another profile goes on in the same worktree" {
	cat >"$T/reeve.json" <<-EOF
		{"profiles":{"other":{"program":"sh","headless":["-c",
		"cp new '$T/seen'; env >'$T/env'"]}}}
	EOF
	export REEVE_CONFIG="$T/reeve.json"
	agent one "the task" -- "write new text" "print ready" "sleep"
	ready one
	fails 2 "cannot reassign 'one': no such profile: 'nosuch'" \
		reeve reassign one -a nosuch
	reeve reassign one -a other
	eventually state_is one completed
	[ "$(cat "$T/seen")" = text ]
	task_is one '.profile == "other" and .runs[0].profile == "shell" and
		.runs[1].profile == "other" and .runs[1].mode == "reassign"'
	grep -qx REEVE_RESUME=1 "$T/env"
}

@test "reassign by the policy: to the next of recovery.reassign_to" {
	cat >"$T/reeve.json" <<-EOF
		{"recovery":{"reassign_to":["shell","other"],
		"policy":{"crashed":{"do":["reassign"],"after":"0"}}},
		"profiles":{"other":{"program":"sh","headless":["-c","exit 0"]}}}
	EOF
	export REEVE_CONFIG="$T/reeve.json"
	agent one "the task" -- "exit 3"
	reeve wait one
	task_is one '.profile == "other" and .recovery_used'
}

@test "keys in the pane during a wait: r resumes now" {
	export REEVE_RECOVERY__POLICY__CRASHED__AFTER=1h
	agent one -- "@1 exit 3"
	eventually pane_shows one "(r: now, h: hold, s: stop)"
	tm send-keys -t =one: r
	reeve wait one
	event_is '.event == "asked" and .by == "a key in the pane"'
}

@test "keys in the pane during a wait: h holds" {
	export REEVE_RECOVERY__POLICY__CRASHED__AFTER=1h
	agent one -- "@1 exit 3"
	eventually pane_shows one "(r: now, h: hold, s: stop)"
	tm send-keys -t =one: h
	becomes one held
	reeve resume one
	reeve wait one
}

@test "keys in the pane during a wait: s stops" {
	export REEVE_RECOVERY__POLICY__CRASHED__AFTER=1h
	agent one -- "@1 exit 3"
	eventually pane_shows one "(r: now, h: hold, s: stop)"
	tm send-keys -t =one: s
	becomes one stopped
}

@test "the next run starts in the same pane, scrollback intact" {
	agent one -- "sh echo this is \$REEVE_RUN" "@1 exit 3" "wait $T/go"
	eventually pane_shows one "this is 1.2"
	pane_shows one "this is 1.1"
	pane_shows one "run 1.1 ended: exit code 3"
	touch "$T/go"
	reeve wait one
}

@test "the results file has it all, at every verdict" {
	agent one "the task" -- "checkpoint --completed a" "@1 exit 3" "wait $T/go"
	eventually run_has one 0 '.verdict == "crashed"'
	eventually test -e "$RESULTS/one_results.json"
	jq -e '.agent == "one" and .task == 1 and .prompt == "the task" and
		.runs[0].verdict == "crashed"' "$RESULTS/one_results.json"
	touch "$T/go"
	reeve wait one
	eventually jq -e '.state == "completed" and (.runs | length == 2) and
		.recovery_used == true and .checkpoint.completed == ["a"] and
		.branch == "reeve/one"' "$RESULTS/one_results.json"
}

@test "the log has one event a line, and recovery_used in every decision" {
	agent one -- "@1 exit 3"
	agent two -- "exit 0"
	reeve wait one two
	jq -se 'all(.[]; has("time") and has("event") and has("task") and
		has("agent") and has("run"))' "$LOG"
	jq -se '[.[] | select(.event == "decision")] | length == 3 and
		all(.[]; .recovery_used | type == "boolean")' "$LOG"
	event_is '.event == "decision" and .agent == "one" and .run == "1.1" and
		.decision == "resume" and .recovery_used'
	event_is '.event == "decision" and .agent == "two" and
		.decision == "complete" and (.recovery_used | not)'
}

@test "places that somebody tidies away are made again" {
	agent one -- "wait $T/go" "checkpoint --completed a"
	becomes one running
	rm -rf "$T"/{results,logs,checkpoints}
	touch "$T/go"
	reeve wait one
	eventually test -s "$RESULTS/one_results.json"
	event_is '.event == "decision"'
	task_is one '.checkpoint.completed == ["a"]'
}

@test "a policy of the config is what happens" {
	export REEVE_RECOVERY__POLICY__CRASHED__DO='["hold"]'
	agent one -- "exit 3"
	becomes one held
	task_is one '.reason == "crashed; the policy says hold" and
		.reason_code == "policy" and .runs[0].reason_code == "policy"'
	event_is '.event == "decision" and .reason_code == "policy"'
}
