#!/bin/sh
# picture - draw docs/demo/demo.svg from the screens of a real run of the demo
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
captures="$(mktemp -d)"
trap 'rm -rf "$captures"' EXIT
trap 'exit 1' INT TERM HUP

"$here/demo.sh" --captures "$captures"
# The picture shows the runs; the rest of the page is cut off.
sed -i '/mcheckpoint/,$d' "$captures/show.ansi"
awk -f "$here/picture.awk" \
	"title=tmux attach -t apples" "$captures/pane.ansi" \
	"title=reeve show apples" "$captures/show.ansi" >"$captures/demo.svg"
mv "$captures/demo.svg" "$here/demo.svg"
