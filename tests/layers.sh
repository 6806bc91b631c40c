#!/bin/sh
# layers - a folder includes only what stands to its right
#
#	supervisor → dispatcher → agents, store, checkpoints → model → base
#	supervisor → policy → model → base
#	cli → agents/render, checkpoints, model, base
#	keeper → the files of model and base that need libc alone
#
# Prints every include that breaks the rule; exit 1 when there is one.
set -eu
cd "$(dirname "$0")/.."

may() { # what a folder may include besides its own files
	case $1 in
	supervisor) echo 'dispatcher policy agents store/store.h checkpoints model base' ;;
	dispatcher) echo 'agents store/store.h checkpoints model base' ;;
	policy) echo 'model base' ;;
	agents) echo 'model base' ;;
	cli) echo 'agents checkpoints model base' ;;
	store | checkpoints) echo 'model base' ;;
	keeper) awk '/^KEEPER_SHARED/ { on = 1 } on { print } \
			!/\\$/ { on = 0 }' Makefile | grep -o '[a-z]*/[a-z_]*\.c' |
			sed 's/c$/h/'
		echo 'base/exit_code.h model/command.h' ;;
	model) echo 'base' ;;
	esac
}

bad=0
for folder in supervisor dispatcher policy agents cli store checkpoints keeper model base; do
	allowed=" $folder $(may "$folder" | tr '\n' ' ') "
	for use in $(grep -rHo --include='*.[ch]' '^#include "[^"]*"' "$folder" |
		sed 's/#include "\(.*\)"/\1/'); do
		file=${use%%:*} header=${use#*:}
		case $allowed in
		*" ${header%%/*} "* | *" $header "*) ;;
		*) echo "$file includes $header, which it may not"; bad=1 ;;
		esac
	done
done
exit $bad
