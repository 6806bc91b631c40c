#!/bin/sh
# install - the real agent CLIs, pinned, for the tests
#
# install.sh DIR	Puts claude and codex below DIR, with links in DIR/bin;
# what is there already in the right version stays.
set -eu
dir=$1

install_agent() { # NAME PACKAGE VERSION [AFTER]
	name=$1 package=$2 version=$3 after=${4:-}
	if [ "$(cat "$dir/$name/.spec" 2>/dev/null)" != "$package@$version" ]; then
		rm -rf "${dir:?}/$name"
		mkdir -p "$dir/$name" "$dir/bin"
		echo '{"private":true}' >"$dir/$name/package.json"
		npm install --prefix "$dir/$name" --no-audit --no-fund \
			--loglevel=error "$package@$version"
		# npm may be told not to run what packages bring along.
		[ -z "$after" ] || (cd "$dir/$name/node_modules/$package" &&
			node "$after")
		echo "$package@$version" >"$dir/$name/.spec"
	fi
	ln -sf "$dir/$name/node_modules/.bin/$name" "$dir/bin/$name"
	"$dir/bin/$name" --version
}

install_agent claude @anthropic-ai/claude-code 2.1.329 install.cjs
install_agent codex @openai/codex 0.169.0
