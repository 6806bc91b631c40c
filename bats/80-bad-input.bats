#!/usr/bin/env bats
# What is wrong is said in one line, and nothing has changed by it.

load helper

setup() {
	place_make
}

nothing_changed() {
	[ "$(reeve list --all --json 3>&- | jq '.tasks | length')" = 0 ]
	[ ! -e "$REPO/.worktrees" ]
	[ -z "$(git -C "$REPO" branch --list 'reeve/*')" ]
	[ -z "$(git -C "$REPO" status --porcelain)" ]
	[ -z "$(find "$STATE"/{runs,env} -mindepth 1)" ]
	not tm list-sessions 2>/dev/null
}

teardown() {
	place_end
}

@test "names that are none are refused" {
	local name
	for name in 'a b' a.b a:b -a 1a _a a/b ../a 'a;b' "a'b" 'a"b' 'a#{x}' é \
		'a
b' "$(printf 'a%.0s' {1..65})"; do
		fails 2 "*" reeve run "--name=$name" -- true
		not grep -q "Segmentation" "$T/err"
	done
	nothing_changed
}

@test "the longest name works" {
	local name
	name="$(printf 'a%.0s' {1..64})"
	agent "$name" -- "exit 0"
	reeve wait "$name"
	[ "$(show "$name" .branch)" = "reeve/$name" ]
}

@test "prompts of anything reach the agent as they are" {
	local prompt i=0
	for prompt in "\$(touch pwned)" '`touch pwned`' "'; touch pwned; '" \
		'"quoted"' '#{pid}#(touch pwned)' 'ends with ;' '-n' '--' '%s%n' \
		$'line\nline' 'émoji 🙂' '\' '~' '*' '{prompt}' '{session}'; do
		i=$((i + 1))
		reeve run -f - -- sh -c "cat \"\$REEVE_PROMPT_FILE\" >'$T/got.$i'" \
			< <(printf %s "$prompt") >/dev/null
		reeve wait "$i"
		[ "$(cat "$T/got.$i")" = "$prompt" ] || { echo "$prompt" && false; }
	done
	[ -z "$(find "$T" -name pwned)" ]
}

@test "arguments of anything reach the program as they are" {
	reeve run -n one -- sh -c 'for a; do printf "%s\0" "$a"; done >'"'$T/got'" - \
		'' ' ' "a'b" 'a"b' '$x' '`x`' 'x;' ';' '#{pid}' $'a\nb' '~' '*' \
		'{prompt}' '{{x}' -- --name é
	reeve wait one
	printf '%s\0' '' ' ' "a'b" 'a"b' '$x' '`x`' 'x;' ';' '#{pid}' $'a\nb' '~' '*' \
		'{prompt}' '{{x}' -- --name é | cmp - "$T/got"
}

@test "a verify command of anything is sh's, and no more" {
	agent one --verify "printf '%s' \"a;b\" 'c#{d}' >'$T/got' # comment" -- "exit 0"
	reeve wait one
	[ "$(cat "$T/got")" = 'a;bc#{d}' ]
}

@test "a program that is not there is refused at once" {
	fails 2 "*'nosuch-program'*" reeve run -- nosuch-program
	fails 2 "*'/nonexistent/x'*" reeve run -- /nonexistent/x
	echo x >"$T/plain"
	fails 2 "*'$T/plain'*" reeve run -- "$T/plain"
	fails 2 "*'$T'*" reeve run -- "$T"
	nothing_changed
}

@test "a profile that is not there is refused" {
	fails 2 "cannot run agent 'nosuch': no such profile" \
		reeve run -a nosuch prompt
	fails 2 "*no such profile*" reeve run -a '' prompt
	nothing_changed
}

@test "a profile whose program is not there is refused" {
	PATH="$BIN:/usr/bin:/bin" fails 2 "*codex*" reeve run -a codex prompt
	nothing_changed
}

@test "the shell profile without a program is refused" {
	fails 2 "*" reeve run -a shell prompt
	nothing_changed
}

@test "--publish without a branch of its own is refused" {
	fails 2 "wrong use of 'run': --publish with --no-worktree: *" \
		reeve run --publish --no-worktree -- true
	echo '{"argv":["true"],"publish":true,"no_worktree":true}' \
		>"$T/task.json"
	fails 2 "*cannot publish*" reeve submit "$T/task.json"
	nothing_changed
}

@test "--reassign-to a profile that is not there is refused" {
	fails 2 "cannot reassign to 'nobody': no such profile" \
		reeve run --reassign-to nobody -- true
	nothing_changed
}

@test "a directory that is no repository is named" {
	mkdir "$T/none"
	fails 2 "*'$T/none'*" reeve run -C "$T/none" -- true
	cd "$T/none"
	fails 2 "*'$T/none'*" reeve run -- true
	fails 2 "*'$T/nosuch'*" reeve run -C "$T/nosuch" -- true
	echo x >"$T/file"
	fails 2 "*'$T/file'*" reeve run -C "$T/file" -- true
	fails 2 "*" reeve run -C '' -- true
	nothing_changed
}

@test "without a worktree a plain directory will do, or is refused as clearly" {
	mkdir "$T/none"
	local status=0
	reeve run -C "$T/none" --no-worktree -n one -- true >"$T/out" 2>"$T/err" ||
		status=$?
	if [ "$status" = 0 ]; then
		reeve wait one
		task_is one '.worktree == "'"$T/none"'"'
	else
		[ "$status" = 2 ]
		grep -qF "'$T/none'" "$T/err"
	fi
}

@test "a repository without a commit, and a bare one" {
	git init -q "$T/empty"
	fails 2 "*'$T/empty'*" reeve run -C "$T/empty" -- true
	git init -q --bare "$T/bare.git"
	fails 2 "*'$T/bare.git'*" reeve run -C "$T/bare.git" -- true
	nothing_changed
}

@test "a base that is not there is named" {
	fails 2 "*'nosuch'*" reeve run -b nosuch -- true
	fails 2 "*'--help'*" reeve run --base=--help -- true
	fails 2 "*" reeve run -b '' -- true
	fails 2 "*'HEAD:hello'*" reeve run -b HEAD:hello -- true
	nothing_changed
}

@test "a task to come after that is not there is named" {
	fails 3 "*'nosuch'*" reeve run --after nosuch -- true
	fails 3 "*'99'*" reeve run --after 99 -- true
	fails 3 "*" reeve run --after '' -- true
	nothing_changed
}

@test "no such task: 3, for every command" {
	local command
	for command in show logs path diff stop resume restart wait; do
		fails 3 "*'nosuch'*" reeve "$command" nosuch
	done
	fails 3 "*'nosuch'*" reeve send nosuch text
	fails 3 "*'nosuch'*" reeve reassign nosuch -a shell
	fails 3 "*" reeve show ''
	fails 3 "*" reeve show 99999999999999999999999
	fails 3 "*" reeve show -- -1
	fails 3 "*" reeve show '%'
	nothing_changed
}

@test "a prefix of several tasks names them" {
	agent one-a -- "exit 0"
	agent one-b -- "exit 0"
	reeve wait one-a one-b
	fails 3 "*'one'*" reeve show one
	grep -q one-a "$T/err"
}

@test "an unknown config key is refused, with its place" {
	echo '{"limits":{"atempts":3}}' >"$T/bad.json"
	fails 2 "*$T/bad.json*limits.atempts*" reeve --config "$T/bad.json" list
	[ ! -e "$STATE/reeve.db" ]
	REEVE_LIMITS__ATEMPTS=3 fails 2 "*REEVE_LIMITS__ATEMPTS*" reeve list
	[ ! -e "$STATE/reeve.db" ]
}

@test "a config of wrong values is refused, with its place" {
	local bad
	for bad in '{"max_agents":-1}' '{"max_agents":"x"}' '{"limits":[]}' \
		'{"limits":{"grace":"x"}}' '{"recovery":{"policy":{"crashed":{"do":["dance"]}}}}' \
		'{"recovery":{"policy":{"nosuch":{"do":["hold"]}}}}' '[]' '{' '' \
		'{"paths":{"logs":"relative"}}' '{"profiles":{"a b":{}}}'; do
		echo "$bad" >"$T/bad.json"
		fails 2 "*$T/bad.json*" reeve --config "$T/bad.json" list
	done
	[ ! -e "$STATE/reeve.db" ]
	fails 2 "*'$T/nosuch.json'*" reeve --config "$T/nosuch.json" list
}

@test "a new config that is broken leaves the old one in force" {
	echo '{"limits":{"attempts":1}}' >"$T/reeve.json"
	export REEVE_CONFIG="$T/reeve.json"
	reeve list
	echo '{"limits":{"attempts":' >"$T/reeve.json"
	kill -HUP "$(leader_pid)"
	eventually grep -q "$T/reeve.json" "$STATE/reeved.log"
	unset REEVE_CONFIG
	agent one -- "exit 3"
	becomes one escalated
	task_is one '.attempts == 1'
}

leader_pid() { # reeve doctor would read the broken config as well
	processes | while read -r pid; do
		[ "$(cat "/proc/$pid/comm")" != reeved ] || echo "$pid"
	done
}

@test "bad JSON to submit: the file, and the place in it" {
	local bad
	for bad in '{' '' '[' '{"tasks":' 'x' '{"prompt":"a"}x' '{"prompt":"a",}' \
		'{"tasks":{}}' '{"tasks":[]}' '{"tasks":[1]}' 'null' '"x"'; do
		printf %s "$bad" >"$T/bad.json"
		fails 2 "*bad.json*" reeve submit "$T/bad.json"
	done
	printf '{"prompt":"\xff"}' >"$T/bad.json"
	fails 2 "*" reeve submit "$T/bad.json"
	{
		printf '{"x":'
		head -c 100000 /dev/zero | tr '\0' '['
	} >"$T/bad.json"
	fails 2 "*bad.json*" reeve submit "$T/bad.json"
	nothing_changed
}

@test "wrong members to submit are named" {
	local bad
	for bad in '"prompt":1' '"priority":"x"' '"timeout":"x"' '"after":"x"' \
		'"env":{}' '"env":["=x"]' '"env":[""]' '"name":"a b"' '"base":true' '"idle":5' \
		'"permissions":"all"' '"no_worktree":"yes"' '"nosuch":1' \
		'"timeout":"-1s"' '"verify":1' '"repo":1'; do
		echo "{\"agent\":\"shell\",\"argv\":[\"true\"],$bad}" >"$T/bad.json"
		fails 2 "*" reeve submit "$T/bad.json" || { echo "$bad" && false; }
	done
	nothing_changed
}

@test "garbage on reeved's socket: an answer or a closed line, and it lives" {
	reeve list
	local pid
	pid="$(reeved_pid)"
	python3 - "$STATE/reeved.sock" <<-'EOF2'
	import os, socket, sys
	def say(data):
	    s = socket.socket(socket.AF_UNIX)
	    s.settimeout(10)
	    s.connect(sys.argv[1])
	    try:
	        s.sendall(data)
	        s.shutdown(socket.SHUT_WR)
	        while s.recv(65536): pass
	    except (BrokenPipeError, ConnectionResetError): pass
	    s.close()
	for data in [b"\n", b"{}\n", b"[]\n", b"x\n", b"{\"request\":7}\n",
	             b"{\"request\":\"nosuch\"}\n", b"{\"request\":\"run\"}\n",
	             b"{\"request\":\"run\",\"task\":[]}\n",
	             b"{\"request\":\"submit\",\"tasks\":{}}\n",
	             b"{\"request\":\"wait\",\"ids\":[1,null]}\n",
	             b"{\"request\":\"wait\"}\n", b"{\"request\":\"show\",\"id\":{}}\n",
	             b"{\"request\":\"stop\"}\n", b"{\"request\":\"send\",\"id\":\"x\"}\n",
	             b"{\"request\":\"events\",\"after\":-1,\"limit\":-5}\n",
	             b"{\"request\":\"events\",\"after\":\"x\"}\n",
	             b"[" * 100000 + b"\n", os.urandom(5000) + b"\n",
	             b"x" * (9 << 20), b"{\"request\":\"list\"", b"\0\0\n"]:
	    say(data)
	EOF2
	[ "$(reeved_pid)" = "$pid" ]
	nothing_changed
}

@test "no tmux: said at once, with what to try" {
	without tmux git
}

@test "no git: said at once, with what to try" {
	without git tmux
}

# without NAME OTHER: PATH has no NAME, but the OTHER that reeve needs
without() {
	mkdir "$T/bin"
	ln -s "$(command -v "$2")" "$T/bin/$2"
	fails 2 "*$1*" env PATH="$T/bin" "$BIN/reeve" run -- /bin/true
	grep -q "^reeve: try: apt install $1" "$T/err"
	run env PATH="$T/bin" "$BIN/reeve" doctor
	[ "$status" = 1 ]
	[[ "$output" == *"$1"* ]]
	nothing_changed
}

@test "a state directory that cannot be made, or is a file or a link" {
	echo x >"$T/file"
	fails 75 "*'$T/file*" reeve --state "$T/file" list
	fails 75 "*'$T/file/x*" reeve --state "$T/file/x" list
	mkdir "$T/target"
	ln -s "$T/target" "$T/link"
	run reeve --state "$T/link" list
	[ -z "$(ls "$T/target")" ] || reeve --state "$T/link" down
}

@test "no HOME and no state: said in one line" {
	HOME= XDG_STATE_HOME= REEVE_STATE= fails 2 "cannot find *" reeve list
	env -u HOME -u XDG_STATE_HOME -u REEVE_STATE true
}

@test "reeved that is not there: said in one line" {
	mkdir "$T/alone"
	cp "$BIN/reeve" "$T/alone/"
	fails 75 "*'$T/alone/reeved'*" "$T/alone/reeve" list
}

@test "control characters in what is wrong do not reach the terminal" {
	reeve list
	run reeve show $'a\033[31mb\nc'
	[ "$status" = 3 ]
	not grep -qP '\x1b' <<<"$output"
	run reeve run -C $'/no\033[31m\nwhere' -- true
	[ "$status" = 2 ]
	not grep -qP '\x1b' <<<"$output"
}

@test "a task with a timeout of nonsense is wrong use" {
	local bad
	for bad in x -1s 1x '' 1.5.2h 99999999999999999999h; do
		fails 2 "*" reeve run "--timeout=$bad" -- true
	done
	nothing_changed
}

@test "resume and restart of what has not begun are refused" {
	export REEVE_MAX_AGENTS=1
	agent one -- "sleep"
	agent two -- "sleep"
	fails 1 "*'two'*" reeve resume two
	fails 1 "*'two'*" reeve restart two
	fails 1 "*'two'*" reeve send two text
	# Another profile is as good a beginning.
	reeve reassign two -a shell
	state_is two queued
}

@test "stop of what is completed is refused" {
	agent one -- "exit 0"
	reeve wait one
	fails 1 "cannot stop 'one': it is completed" reeve stop one
	state_is one completed
}
