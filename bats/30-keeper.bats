#!/usr/bin/env bats
# The keeper alone: the real program in a pane of a private tmux server.

load keeper-helper

setup_file() {
	build_tell
}

setup() {
	state_make
}

teardown() {
	server_end
	local file
	for file in "$BATS_TEST_TMPDIR"/{keeper.err,sanitizer.*}; do
		[ ! -s "$file" ] || { cat "$file" && return 1; }
	done
}

@test "a run's exit code is recorded as a raw wait status" {
	keeper_start
	run_sh 12.1 'echo hello; exit 3'
	ended 12.1
	record 12.1 '"wait_status":768'
	record 12.1 '"start_error":null'
	record 12.1 '"stop":null,"signal":null,"key":null,"hangup_ms":null'
	transcript_has 12.1 hello
	wait_until 3 pane_shows "reeve: run 12.1 ended: exit code 3"
}

@test "death by INT, TERM and KILL shows as that signal, with nobody blamed" {
	local number=1 name
	keeper_start
	for name in INT TERM KILL; do
		run_sh "12.$number" 'echo ready; exec sleep 100'
		wait_until 3 transcript_has "12.$number" ready
		kill "-$name" "$(tell report | sed -n 's/^pid=//p')"
		ended "12.$number"
		record "12.$number" "\"wait_status\":$(kill -l "$name"),"
		record "12.$number" '"stop":null,"signal":null,"key":null'
		number=$((number + 1))
	done
}

@test "Ctrl-C in a cooked program is witnessed, and that it was a signal" {
	keeper_start
	run_sh 12.1 'echo ready; exec sleep 100'
	wait_until 3 transcript_has 12.1 ready
	tm send-keys -t "=$AGENT:" C-c
	ended 12.1
	record 12.1 '"wait_status":2,'
	record 12.1 '"key":{"byte":3,'
	record 12.1 '"count":1,"isig":true}'
	wait_until 3 pane_shows "signal 2 (SIGINT); Ctrl-C was pressed"
}

@test "Ctrl-C in a raw program is a key and no signal; in a paste it is neither" {
	keeper_start
	launch_make 12.1 -- /bin/bash -c 'stty raw -echo; printf "\033[?2004hready"
		head -c 1; head -c 15 >/dev/null; echo done; exit 4'
	tell run run=12.1
	wait_until 3 transcript_has 12.1 ready
	tm send-keys -t "=$AGENT:" C-c
	wait_until 3 transcript_has 12.1 $'\003'
	tm set-buffer $'a\003b'
	tm paste-buffer -p -t "=$AGENT:"
	ended 12.1
	record 12.1 '"wait_status":1024,'
	record 12.1 '"count":1,"isig":false}'
}

@test "a signal sent to the keeper is forwarded, its sender recorded" {
	keeper_start
	run_sh 12.1 'echo ready; exec sleep 100'
	wait_until 3 transcript_has 12.1 ready
	bash -c 'kill -INT "$1"; read -r -t 3 _ <>/dev/ptmx; true' bash "$KEEPER_PID" \
		3>&- &
	local sender=$!
	ended 12.1
	kill "$sender" || true
	record 12.1 '"wait_status":2,'
	record 12.1 "\"signal\":{\"number\":2,\"pid\":$sender,\"uid\":$(id -u),\"comm\":\"bash\""
}

@test "SIGTERM to the keeper ends the run, is recorded, and then it leaves" {
	keeper_start
	run_sh 12.1 'echo ready; exec sleep 100'
	wait_until 3 transcript_has 12.1 ready
	kill -TERM "$KEEPER_PID"
	ended 12.1
	record 12.1 '"wait_status":15,'
	record 12.1 '"signal":{"number":15,'
	wait_until 3 gone "$KEEPER_PID"
	[ ! -e "$STATE/keepers/$AGENT.sock" ]
}

@test "a stop is recorded with who asked, and twice is harmless" {
	keeper_start
	run_sh 12.1 'trap "echo stopping; sleep 0.3; exit 7" TERM
		echo ready; while :; do sleep 0.05; done'
	wait_until 3 transcript_has 12.1 ready
	tell stop reason=timeout by='the "supervisor"'
	tell stop reason=stop by=other
	ended 12.1
	record 12.1 '"wait_status":1792,'
	record 12.1 '"stop":{"reason":"timeout","by":"the \"supervisor\"",'
	tell stop reason=stop by=other
}

@test "a program that ignores SIGTERM is killed when the grace is over" {
	keeper_start
	launch_make 12.1 grace_ms=300 -- /bin/sh -c \
		'trap "" TERM; echo ready; exec sleep 100'
	tell run run=12.1
	wait_until 3 transcript_has 12.1 ready
	tell stop reason=stop by=test
	ended 12.1
	record 12.1 '"wait_status":9,'
	record 12.1 '"left_behind":0'
}

@test "a stopped agent ends when asked to" {
	keeper_start
	run_sh 12.1 'echo ready; exec sleep 100'
	wait_until 3 transcript_has 12.1 ready
	kill -STOP "$(tell report | sed -n 's/^pid=//p')"
	tell stop reason=stop by=test
	ended 12.1
	record 12.1 '"wait_status":15,'
}

@test "what an agent leaves behind is ended: setsid, double forks, stopped, deaf" {
	keeper_start
	launch_make 12.1 grace_ms=300 -- /bin/bash -c '
		for i in 1 2 3; do
			setsid sh -c "sleep 111 & sleep 111 & wait" </dev/null >/dev/null 2>&1 &
			( ( exec sleep 111 ) & )
		done
		setsid sh -c "trap \"\" TERM; echo \$\$ >deaf; while :; do sleep 111; done" &
		sleep 111 & kill -STOP $!
		until [ -s deaf ]; do sleep 0.01; done
		exit 5'
	tell run run=12.1
	ended 12.1
	record 12.1 '"wait_status":1280,'
	gone "$(cat "$BATS_TEST_TMPDIR/deaf")"
	[ -z "$(pgrep -P "$KEEPER_PID")" ]
	not record 12.1 '"left_behind":0'
}

@test "a tmux server that the agent did not start outlives its run" {
	local other="$TMUX_SERVER-other" server
	keeper_start
	launch_make 12.1 -- /bin/sh -c "env -u REEVE_RUN tmux -L $other -f /dev/null \
		new-session -d 'sleep 100'; tmux -L $other-own -f /dev/null \
		new-session -d 'sleep 100'; tmux -L $other-own display -p 'own=#{pid}'"
	tell run run=12.1
	ended 12.1
	server="$(tmux -L "$other" display-message -p '#{pid}')"
	tmux -L "$other" kill-server
	wait_until 3 gone "$server"
	gone "$(sed -n 's/^own=\([0-9]*\).*/\1/p' "$STATE/runs/12.1/transcript.log")"
}

@test "the record is complete, with the hangup, when tmux is told to end" {
	keeper_start
	run_sh 12.1 'echo ready; exec sleep 100'
	wait_until 3 transcript_has 12.1 ready
	tm kill-server
	ended 12.1
	record 12.1 '"wait_status":1,'
	not record 12.1 '"hangup_ms":null'
	wait_until 3 gone "$KEEPER_PID"
}

@test "the record is complete, with the hangup, when tmux is killed" {
	keeper_start
	run_sh 12.1 'echo ready; exec sleep 100'
	wait_until 3 transcript_has 12.1 ready
	kill -KILL "$(tm display-message -p '#{pid}')"
	ended 12.1
	not record 12.1 '"hangup_ms":null'
	wait_until 3 gone "$KEEPER_PID"
}

@test "a hangup signal that a process sent ends nothing" {
	keeper_start
	run_sh 12.1 'echo ready; read -r line; exit 6'
	wait_until 3 transcript_has 12.1 ready
	kill -HUP "$KEEPER_PID"
	tell report | grep -qx state=running
	tm send-keys -t "=$AGENT:" Enter
	ended 12.1
	record 12.1 '"wait_status":1536,'
	record 12.1 '"hangup_ms":null'
}

@test "a program that is not there is a run that ended, with the reason" {
	keeper_start
	launch_make 12.1 -- /nonexistent/program
	tell run run=12.1 | grep -qF "start_error=cannot start '/nonexistent/program'"
	ended 12.1
	record 12.1 '"wait_status":null,"start_error":"cannot start'
	record 12.1 '"start_errno":2,'
	launch_make 12.2 directory=/nonexistent -- /bin/true
	tell run run=12.2
	ended 12.2
	record 12.2 "\"start_error\":\"cannot enter directory '/nonexistent'"
	tell report | grep -qx state=idle
}

@test "the next run starts in the same pane, what was shown stays" {
	keeper_start
	run_sh 12.1 'echo first; tty'
	ended 12.1
	run_sh 12.2 'echo second; tty'
	ended 12.2
	record 12.2 '"wait_status":0,'
	wait_until 3 pane_shows "reeve: run 12.2 ended"
	pane_shows first
	pane_shows second
}

@test "older epochs are refused, a launch's epoch counts" {
	keeper_start
	run_sh 12.1 'exit 0'
	ended 12.1
	EPOCH=5 tell report
	EPOCH=4 run tell report
	[ "$status" -eq 1 ]
	is_refused stale_epoch "epoch 4 is older than 5"
	launch_make 12.2 epoch=7 -- /bin/true
	EPOCH=6 run tell run run=12.2
	is_refused stale_epoch "epoch 6 is older than 7"
	[ ! -e "$STATE/records/12.2.json" ]
	EPOCH=7 tell run run=12.2
	ended 12.2
	record 12.2 '"epoch":7'
}

@test "a start that could not be written down is, once that is possible" {
	keeper_start
	launch_make 12.1 -- /bin/sh -c 'echo ready; read -r line'
	mv "$STATE/records" "$STATE/away"
	tell run run=12.1
	# Whoever asks again, for want of a record, has it started no second time.
	tell run run=12.1
	mv "$STATE/away" "$STATE/records"
	wait_until 8 record 12.1 '"ended":false'
	tm send-keys -t "=$AGENT:" Enter
	ended 12.1
}

@test "a run is started once: not twice, not beside another, not another's" {
	keeper_start
	run_sh 12.1 'echo ready; read -r line'
	launch_make 12.2 -- /bin/true
	run tell run run=12.2
	is_refused run_active "run '12.1' is active"
	tm send-keys -t "=$AGENT:" Enter
	ended 12.1
	run tell run run=12.1
	is_refused run_recorded "run '12.1' has a record already"
	launch_make 12.3 agent=other -- /bin/true
	sed -i "s/agent=$AGENT/agent=other-one-12/" "$STATE/runs/12.3/launch"
	run tell run run=12.3
	is_refused bad_launch "the launch of run '12.3' is for agent 'other-one-12'"
	for bad in ../../etc 12 12. .1 12.1x ''; do
		run tell run "run=$bad"
		is_refused invalid "'$bad' is no run ID"
	done
}

@test "garbage, no command and unknown ones get an error; the keeper lives" {
	keeper_start
	run "$TELL" "$STATE/keepers/$AGENT.sock" garbage
	is_refused invalid "not a command of version 1"
	run tell dance
	is_refused invalid "no such command: 'dance'"
	run "$TELL" "$STATE/keepers/$AGENT.sock" keeper=1 command=report
	is_refused invalid "the command has no epoch"
	tell report | grep -qx state=idle
}

@test "only one keeper keeps an agent" {
	keeper_start
	tm new-window -d "$KEEPER '$STATE' $AGENT >'$BATS_TEST_TMPDIR/out' 2>&1
		echo \$? >'$BATS_TEST_TMPDIR/status'"
	wait_until 5 test -s "$BATS_TEST_TMPDIR/status"
	[ "$(cat "$BATS_TEST_TMPDIR/status")" = 75 ]
	grep -qxF "reeve-keeper: cannot keep agent '$AGENT': another keeper does" \
		"$BATS_TEST_TMPDIR/out"
	tell report
}

@test "wrong names and places are refused" {
	run "$KEEPER" "$STATE" a.b
	[ "$status" -eq 2 ]
	run "$KEEPER" relative name
	[ "$status" -eq 2 ]
	run "$KEEPER" "$STATE"
	[ "$status" -eq 2 ]
}

@test "environment, directory and descriptors are the launch's, and TERM the pane's" {
	keeper_start
	launch_make 12.1 env=ONLY=this -- /bin/sh -c \
		'pwd; tr "\0" "\n" </proc/self/environ; for fd in /proc/self/fd/*; do
		echo "fd ${fd##*/}"; done; grep -E "SigBlk|SigIgn" /proc/self/status; stty size'
	tell run run=12.1
	ended 12.1
	local file="$STATE/runs/12.1/transcript.log"
	tr -d '\r' <"$file" >"$BATS_TEST_TMPDIR/seen"
	grep -qx "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR/seen"
	grep -qx ONLY=this "$BATS_TEST_TMPDIR/seen"
	grep -qx "TERM=$(tm show -gv default-terminal)" "$BATS_TEST_TMPDIR/seen"
	not grep -q TMUX "$BATS_TEST_TMPDIR/seen"
	not grep -qE '^fd ([4-9]|..)' "$BATS_TEST_TMPDIR/seen"
	# glibc keeps its own two to itself.
	grep -qE 'SigBlk:.0000000000000000' "$BATS_TEST_TMPDIR/seen"
	grep -qE 'SigIgn:.0000000[01]80000000|SigIgn:.0{16}' "$BATS_TEST_TMPDIR/seen"
	grep -qx '30 100' "$BATS_TEST_TMPDIR/seen"
}

@test "the window's size is followed" {
	keeper_start
	run_sh 12.1 'trap "stty size" WINCH; echo ready; while :; do sleep 0.02; done'
	wait_until 3 transcript_has 12.1 ready
	tm resize-window -t "=$AGENT:" -x 91 -y 27
	wait_until 3 transcript_has 12.1 "27 91"
}

@test "a megabyte of output is whole in the transcript, up to its end" {
	keeper_start
	run_sh 12.1 'stty -opost; head -c 1000000 /dev/zero | tr "\0" x; echo; echo the end'
	ended 12.1 15
	[ "$(stat -c %s "$STATE/runs/12.1/transcript.log")" -eq 1000009 ]
	[ "$(tail -n 1 "$STATE/runs/12.1/transcript.log")" = "the end" ]
	record 12.1 '"output_bytes":1000009,'
	record 12.1 '"transcript_error":null'
}

@test "the transcript is rotated at its size and its end is kept" {
	keeper_start
	launch_make 12.1 transcript_bytes=10000 -- /bin/sh -c \
		'head -c 100000 /dev/zero | tr "\0" x; echo the end'
	tell run run=12.1
	ended 12.1
	transcript_has 12.1 "the end"
	[ "$(stat -c %s "$STATE/runs/12.1/transcript.log")" -lt 20000 ]
	[ "$(stat -c %s "$STATE/runs/12.1/transcript.log.1")" -ge 10000 ]
}

@test "a transcript that cannot be written stops neither agent nor record" {
	keeper_start
	launch_make 12.1 -- /bin/sh -c 'echo shown anyway'
	mkdir "$STATE/runs/12.1/transcript.log"
	tell run run=12.1
	ended 12.1
	record 12.1 '"wait_status":0,'
	record 12.1 '"transcript_error":"'
	not record 12.1 '"transcript_error":null'
	wait_until 3 pane_shows "shown anyway"
}

@test "a paste of 300 kB to a slow reader arrives whole" {
	keeper_start
	seq 1 60000 | head -c 300000 >"$BATS_TEST_TMPDIR/paste"
	run_sh 12.1 'stty raw -echo; echo ready; sleep 0.5
		dd bs=1k count=300000 iflag=count_bytes,fullblock of=got 2>/dev/null'
	wait_until 3 transcript_has 12.1 ready
	tm load-buffer "$BATS_TEST_TMPDIR/paste"
	tm paste-buffer -r -t "=$AGENT:"
	ended 12.1 20
	cmp "$BATS_TEST_TMPDIR/paste" "$BATS_TEST_TMPDIR/got"
}

screens_are_equal() {
	tm capture-pane -e -p -t "=$AGENT:" >"$BATS_TEST_TMPDIR/kept"
	tm capture-pane -e -p -t =plain: >"$BATS_TEST_TMPDIR/plain"
	grep -qF "$1" "$BATS_TEST_TMPDIR/plain" &&
		cmp -s "$BATS_TEST_TMPDIR/kept" "$BATS_TEST_TMPDIR/plain"
}

@test "full-screen programs look the same as without a keeper" {
	command -v vim >/dev/null || skip "no vim"
	keeper_start
	seq 1 200 >"$BATS_TEST_TMPDIR/text"
	launch_make 12.1 -- "$(command -v vim)" -u NONE -i NONE -n -R +se\ ru text
	tm new-session -d -s plain -x 100 -y 30 -c "$BATS_TEST_TMPDIR" \
		"env -i PATH='$PATH' TERM=\$TERM vim -u NONE -i NONE -n -R '+se ru' text"
	tell run run=12.1
	wait_until 5 screens_are_equal "1,1"
	for target in "=$AGENT:" =plain:; do
		tm send-keys -t "$target" 150G A " changed" Escape
	done
	wait_until 5 screens_are_equal "150 changed"
	for target in "=$AGENT:" =plain:; do
		tm resize-window -t "$target" -x 80 -y 20
		tm send-keys -t "$target" C-l gg
	done
	wait_until 5 screens_are_equal "1,1"
}

@test "what a killed full-screen program left set is reset" {
	keeper_start
	run_sh 12.1 'printf "\033[?1049h\033[?25l\033[?1003h\033[?1006h\033[?2004h\033[?1h\033=\033[5;9rin"
		echo; exec sleep 100'
	wait_until 3 transcript_has 12.1 in
	wait_until 3 flags_are 1 0 1 1
	kill -KILL "$(tell report | sed -n 's/^pid=//p')"
	wait_until 3 flags_are 0 1 0 0
	pane_shows "no run yet"
	wait_until 3 pane_shows "run 12.1 ended: signal 9"
}

flags_are() {
	[ "$(tm display -p -t "=$AGENT:" \
		'#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{keypad_cursor_flag}')" = "$*" ]
}

@test "Ctrl-Z and fg work in a shell inside" {
	keeper_start
	launch_make 12.1 "env=HOME=$BATS_TEST_TMPDIR" "env=PS1=> " -- \
		/bin/bash --norc --noprofile -i
	tell run run=12.1
	wait_until 3 pane_shows ">"
	tm send-keys -t "=$AGENT:" "sh -c 'echo in; read x; echo got \$x'" Enter
	wait_until 3 pane_shows "in"
	tm send-keys -t "=$AGENT:" C-z
	wait_until 3 pane_shows "Stopped"
	tm send-keys -t "=$AGENT:" "fg" Enter
	tm send-keys -t "=$AGENT:" "word" Enter
	wait_until 3 pane_shows "got word"
	tm send-keys -t "=$AGENT:" "exit 9" Enter
	ended 12.1
	record 12.1 '"wait_status":2304,'
}

@test "text is typed as one paste with a separate Enter" {
	keeper_start
	launch_make 12.1 -- /bin/bash -c \
		'stty raw -echo; printf "\033[?2004hready"; head -c 25 | od -An -c; read -r -t 5 -n 1 x'
	tell run run=12.1
	wait_until 3 transcript_has 12.1 ready
	tell send "text=$(printf 'one\ntw\033[201~o\001\tthree')" | grep -qx sent=1
	ended 12.1
	tr -s ' \r\n' '   ' <"$STATE/runs/12.1/transcript.log" |
		grep -qF '033 [ 2 0 0 ~ o n e \n t w o \t t h r e e 033 [ 2 0'
}

@test "a text waits while somebody types, and comes when that line is sent" {
	keeper_start
	run_sh 12.1 'echo ready; read -r a; echo "a=$a"; read -r b; echo "b=$b"; exit 0'
	wait_until 3 transcript_has 12.1 ready
	tm send-keys -t "=$AGENT:" -l "half a li"
	wait_until 3 transcript_has 12.1 "half a li"
	tell send text=injected | grep -qx queued=1
	tell report | grep -qx queued=1
	tm send-keys -t "=$AGENT:" -l "ne"
	tm send-keys -t "=$AGENT:" Enter
	ended 12.1
	transcript_has 12.1 "a=half a line"
	transcript_has 12.1 "b=injected"
}

@test "a turn is not ended while somebody types; a stop ends it" {
	keeper_start
	run_sh 12.1 'echo ready; read -r a; echo "a=$a"; sleep 100'
	wait_until 3 transcript_has 12.1 ready
	tm send-keys -t "=$AGENT:" -l "half a line"
	wait_until 3 transcript_has 12.1 "half a line"
	run tell stop reason=turn by=test
	is_refused typing "the next turn is being typed in the pane"
	tm send-keys -t "=$AGENT:" C-u Enter
	wait_until 3 transcript_has 12.1 "a="
	tell stop reason=turn by=test
	ended 12.1
	record 12.1 '"reason":"turn"'
}

@test "a long text arrives whole" {
	keeper_start
	seq 1 12000 | head -c 60000 >"$BATS_TEST_TMPDIR/text"
	run_sh 12.1 'stty raw -echo; echo ready; sleep 0.2
		dd bs=1k count=60000 iflag=count_bytes,fullblock of=got 2>/dev/null'
	wait_until 3 transcript_has 12.1 ready
	tell send "text=@$BATS_TEST_TMPDIR/text" | grep -qx sent=1
	ended 12.1
	cmp "$BATS_TEST_TMPDIR/text" "$BATS_TEST_TMPDIR/got"
}

@test "sending to no run, or to one that reads a file, is an error" {
	keeper_start
	run tell send text=x
	is_refused no_run "no run is running"
	echo "from a file" >"$BATS_TEST_TMPDIR/in"
	launch_make 12.1 "stdin=$BATS_TEST_TMPDIR/in" -- /bin/sh -c \
		'read -r line; echo "$line"; read -r line </dev/tty'
	tell run run=12.1
	wait_until 3 transcript_has 12.1 "from a file"
	run tell send text=x
	is_refused no_input "standard input of run '12.1' is a file"
	tm send-keys -t "=$AGENT:" Enter
	ended 12.1
}

@test "at most eight texts wait" {
	local i
	keeper_start
	run_sh 12.1 'echo ready; exec sleep 100'
	wait_until 3 transcript_has 12.1 ready
	for i in 1 2 3 4 5 6 7 8; do
		tell send "text=$i" hold=1 | grep -qx "number=$i"
	done
	run tell send text=9 hold=1
	is_refused queue_full "8 texts are waiting already"
	tell report | grep -qx queued=8
	tell stop reason=stop by=test
	ended 12.1
	record 12.1 '"typed":0'
}

# A stand-in for reeved: one connection, its line into a file.
listen_once() {
	"$TELL" --listen "$STATE/reeved.sock" >"$1" 3>&- &
	wait_until 3 test -S "$STATE/reeved.sock"
}

@test "a note is shown, and its keys reach reeved" {
	keeper_start
	tell note text="reeve: resumes in 3 s" keys=1
	wait_until 3 pane_shows "reeve: resumes in 3 s"
	listen_once "$BATS_TEST_TMPDIR/heard"
	tm send-keys -t "=$AGENT:" r
	wait_until 3 grep -qxF \
		"{\"request\":\"resume\",\"id\":\"$AGENT\",\"by\":\"a key in the pane\"}" \
		"$BATS_TEST_TMPDIR/heard"
	wait_until 3 pane_shows "asked reeved to resume"
	tm send-keys -t "=$AGENT:" C-c
	wait_until 3 pane_shows \
		"Ctrl-C has no effect: no run is active; press r to resume, h to hold, s to stop"
}

start_file() {
	printf '%s\0' launch=1 program=/bin/sh argv=sh argv=-c \
		"argv=echo started >>'$BATS_TEST_TMPDIR/started'" directory=/ \
		"env=PATH=$PATH" >"$STATE/start"
}

@test "reeved is started again when a run has ended and it is gone" {
	keeper_start
	start_file
	run_sh 12.1 'exit 0'
	wait_until 3 test -s "$BATS_TEST_TMPDIR/started"
}

@test "reeved stays down when it was put down" {
	keeper_start
	start_file
	touch "$STATE/down"
	run_sh 12.1 'exit 0'
	ended 12.1
	tell note text=x keys=1
	tm send-keys -t "=$AGENT:" h
	wait_until 3 pane_shows "cannot hold: reeved is not running; run \`reeve list\` to start it"
	[ ! -e "$BATS_TEST_TMPDIR/started" ]
	rm "$STATE/down"
	tm send-keys -t "=$AGENT:" s
	wait_until 3 test -s "$BATS_TEST_TMPDIR/started"
	wait_until 3 pane_shows "is being started"
}

@test "leave ends a run that goes, then the pane closes" {
	keeper_start
	run_sh 12.1 'echo ready; exec sleep 100'
	tell leave
	ended 12.1
	record 12.1 '"stop":{"reason":"stop","by":"leave"'
	wait_until 3 gone "$KEEPER_PID"
}

@test "a renderer gets the output, Ctrl-C does not reach it" {
	mkdir "$BATS_TEST_TMPDIR/bin"
	cp "$KEEPER" "$BATS_TEST_TMPDIR/bin/reeve-keeper"
	cat >"$BATS_TEST_TMPDIR/bin/reeve" <<-'EOF'
		#!/bin/sh
		echo "rendering $*"
		while read -r line; do echo "rendered $line"; echo "$line" >>"$4"; done
		echo "renderer ends"
	EOF
	chmod +x "$BATS_TEST_TMPDIR/bin/reeve"
	KEEPER="$BATS_TEST_TMPDIR/bin/reeve-keeper"
	keeper_start
	launch_make 12.1 render=claude -- /bin/sh -c \
		'trap "echo interrupted; exit 8" INT; echo event; echo plain >&2
		while :; do sleep 0.02; done'
	tell run run=12.1
	wait_until 3 transcript_has 12.1 "rendered event"
	transcript_has 12.1 plain
	tm send-keys -t "=$AGENT:" C-c
	ended 12.1
	record 12.1 '"wait_status":2048,'
	transcript_has 12.1 "rendered interrupted"
	transcript_has 12.1 "renderer ends"
	grep -qx interrupted "$STATE/runs/12.1/events.jsonl"
}

@test "clients that connect and say nothing do not get in the way" {
	local -a silent=()
	keeper_start
	for i in 1 2 3 4 5; do
		"$TELL" --silent "$STATE/keepers/$AGENT.sock" 3>&- &
		silent+=($!)
	done
	run_sh 12.1 'exit 0'
	ended 12.1
	kill "${silent[@]}" 2>/dev/null || true
}

# follow RUN [KEY=VALUE...]: in the background, into followed
follow() {
	local run="$1"
	shift
	"$TELL" --follow "$STATE/keepers/$AGENT.sock" keeper=1 command=follow \
		epoch=1 "run=$run" still_ms=150 "$@" \
		>"$BATS_TEST_TMPDIR/followed" 3>&- &
	FOLLOWER=$!
}

followed() { # followed COUNT TEXT: so many packets begin so
	[ "$(grep -c "^$2" "$BATS_TEST_TMPDIR/followed")" = "$1" ]
}

@test "a follower is told once when the terminal is still, and once when it moves" {
	keeper_start
	run_sh 12.1 'echo ready; while read -r line; do echo "$line"; echo more; done'
	wait_until 3 transcript_has 12.1 ready
	follow 12.1
	wait_until 3 followed 1 "event=still output_ms="
	# Silence is not told of again, by however many timers.
	sleep 0.5
	followed 0 event=moved
	followed 1 event=still
	tm send-keys -t "=$AGENT:" one Enter
	wait_until 3 followed 2 event=still
	followed 1 event=moved
	tell stop reason=stop by=test
	ended 12.1
	wait "$FOLLOWER"
	[ "$(head -n 1 "$BATS_TEST_TMPDIR/followed")" = "ok=1 typed=0" ]
}

@test "a follower that nothing is written for costs a keeper no wake-up" {
	keeper_start
	run_sh 12.1 'echo ready; exec sleep 100'
	wait_until 3 transcript_has 12.1 ready
	follow 12.1
	wait_until 3 followed 1 event=still
	local before
	before="$(grep ctxt "/proc/$KEEPER_PID/status")"
	sleep 1
	[ "$(grep ctxt "/proc/$KEEPER_PID/status")" = "$before" ]
	tell stop reason=stop by=test
	ended 12.1
}

@test "who may follow: a run that goes, with a time that makes sense" {
	keeper_start
	run tell follow run=12.1 still_ms=100
	is_refused no_run "the run is not running"
	run_sh 12.1 'echo ready; exec sleep 100'
	run tell follow run=12.1 still_ms=1
	is_refused invalid "still_ms is less than 50"
	tell stop reason=stop by=test
	ended 12.1
}

@test "held texts wait for the release; keys go before them, and no Enter unasked" {
	keeper_start
	run_sh 12.1 'echo ready; stty -echo -icanon; head -c 1; echo " key"; stty icanon
		read -r line; echo "got $line"; read -r line; echo "got $line"; sleep 100'
	wait_until 3 transcript_has 12.1 ready
	follow 12.1
	run tell send text=first hold=1
	[[ "$output" == *"queued=1"*"number=1"*"why=a dialog is open; the text is typed when the dialog is answered"* ]]
	tell send text=second | grep -qx queued=1
	run tell send text=y keys=1 no_enter=1
	[[ "$output" == *"sent=1"* && "$output" != *"number="* ]]
	wait_until 3 transcript_has 12.1 "y key"
	not transcript_has 12.1 got
	tell release
	wait_until 5 transcript_has 12.1 "got second"
	transcript_has 12.1 "got first"
	wait_until 3 followed 1 "event=typed number=2"
	not followed 1 "event=typed number=3"
	tell send text=lost hold=1
	tell stop reason=stop by=test
	ended 12.1
	record 12.1 '"typed":2'
}
