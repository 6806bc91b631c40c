#!/usr/bin/env bats
# What is written down is true: the manual pages have every command and option,
# the settings are all there with their defaults, and no link leads nowhere.

setup() {
	ROOT="$(cd "$BATS_TEST_DIRNAME/.." && pwd)"
	BUILD="${BUILD:-build}"
	case $BUILD in
	/*) PATH="$BUILD:$PATH" ;;
	*) PATH="$ROOT/$BUILD:$PATH" ;;
	esac
	MAN="$ROOT/docs/man"
	SETTINGS="$ROOT/docs/configuration.md"
	DEFAULTS="$ROOT/config.example.json"
	for name in $(compgen -e | grep '^REEVE_'); do
		unset "$name"
	done
	export HOME="$BATS_TEST_TMPDIR" XDG_CONFIG_HOME="$BATS_TEST_TMPDIR"
	cd "$BATS_TEST_TMPDIR" || return
}

commands() {
	reeve help | sed -n 's/^  \([a-z][a-z]*\)  *.*/\1/p'
}

# The long options of its help, or those in its part of the manual page.
options_of_help() {
	reeve help "$1" | sed -n 's/^  \(    \|-., \)--\([a-z-]*\).*/\2/p' | sort
}

part_of_manual() {
	awk -v name="$1" '/^\.S[sh]/ { on = $2 == name } on' "$MAN/reeve.1"
}

options_of_manual() {
	part_of_manual "$1" |
		sed -n 's/^\.It Fl \(. , Fl \)\{0,1\}-\([a-z-]*\).*/\2/p' | sort
}

# Settings with their defaults, "name<TAB>value", but for policy and profiles.
settings() {
	jq -r 'del(.recovery.policy, .profiles) |
		paths(type != "object") as $path |
		select(all($path[]; type == "string")) |
		"\($path | join("."))\t\(getpath($path) | tojson)"' "$DEFAULTS" |
		sort
}

# holds_all FILE LINES: each line is in the file
holds_all() {
	comm -13 "$1" "$2" >missing
	cat missing
	[ ! -s missing ]
}

@test "every command is in reeve(1), with all its options and no other" {
	local globals='^(config|state|verbose|help)$' command
	[ "$(commands | wc -l)" -gt 15 ]
	for command in $(commands); do
		echo "$command"
		part_of_manual "$command" | grep -q .
		diff <(options_of_help "$command" | grep -vE "$globals") \
			<(options_of_manual "$command")
	done
	options_of_help run | grep -E "$globals" | while read -r option; do
		echo "$option"
		grep -q "^\.It Fl \(. , Fl \)\{0,1\}-$option" "$MAN/reeve.1"
	done
}

@test "every option of reeved is in reeved(8)" {
	reeved --help | grep -o -- '--[a-z-]*' | sort -u | while read -r option; do
		echo "$option"
		grep -q "^\.It Fl \(. , Fl \)\{0,1\}${option#-}" "$MAN/reeved.8"
	done
}

@test "every setting is documented, with its default" {
	settings >settings
	cut -f 1 settings | sort >names
	[ "$(wc -l <names)" -gt 25 ]
	sed -nE 's/^\| `([a-z_.]+)` \| [a-z]+ \| `([^`]*)` \|.*/\1\t\2/p' \
		"$SETTINGS" | sort >documented
	holds_all documented settings
	sed -n 's/^\.It Ic \([a-z_.]*\) .*/\1/p' "$MAN/reeve.json.5" |
		sort >in_manual
	holds_all in_manual names
}

@test "every row of the policy is documented as it is" {
	jq -r '.recovery.policy | to_entries[] |
		[.key, (.value.do | join(", ")), .value.after] | @tsv' \
		"$DEFAULTS" | while IFS=$'\t' read -r verdict actions after; do
		echo "$verdict"
		grep -qxF "| \`$verdict\` | $actions | $after |" "$SETTINGS"
		grep -qxF ".It $verdict Ta $actions Ta $after" \
			"$MAN/reeve.json.5"
	done
}

@test "every member of a profile is documented" {
	jq -r '[.profiles[] | keys[]] | unique[]' "$DEFAULTS" |
		while read -r member; do
			echo "$member"
			grep -qE "^\| .*\`$member\`.* \| .* \|" "$SETTINGS"
			grep -qE "^\.It Ic .*\<$member\>" "$MAN/reeve.json.5"
		done
}

@test "without a config file the settings are config.example.json" {
	diff <(reeve config --json | jq -S .) <(jq -S . "$DEFAULTS")
}

@test "what the documents give as a config is one" {
	local block
	awk '/^```json/ { n++; on = 1; next } /^```/ { on = 0 }
		on { print > ("example." n ".json") }' "$SETTINGS"
	[ -e example.1.json ]
	for block in example.*.json; do
		echo "$block"
		reeve --config "$block" config >/dev/null
	done
}

@test "README names the two commands, and they are there" {
	grep -q '^\./setup demo' "$ROOT/README.md"
	grep -q '^\./setup check' "$ROOT/README.md"
	[ -x "$ROOT/setup" ]
}

@test "what README tells to type is known to reeve" {
	sed -n '/^```/,/^```/p' "$ROOT/README.md" |
		sed -n 's/^\(\$ \)\{0,1\}reeve \([a-z]*\).*/\2/p' | sort -u >typed
	[ "$(wc -l <typed)" -gt 5 ]
	commands | sort >known
	[ -z "$(comm -23 typed known)" ]
}

@test "manual pages are clean" {
	# Which other pages are installed here does not matter.
	mandoc -T lint "$MAN"/* 2>/dev/null |
		grep -v 'referenced manual not found' >lint || true
	cat lint
	[ ! -s lint ]
}

@test "links between documents lead somewhere" {
	local file target
	for file in "$ROOT"/README.md "$ROOT"/docs/*.md; do
		grep -oE '\]\([^)#]+' "$file" | sed 's/^](//' |
			grep -v '^https\{0,1\}:' | while read -r target; do
			echo "$file: $target"
			[ -e "$(dirname "$file")/$target" ]
		done
	done
}
