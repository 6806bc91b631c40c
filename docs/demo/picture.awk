# picture - terminal screens (tmux capture-pane -e) as one SVG
#
# awk -f picture.awk title=TEXT FILE [title=TEXT FILE]...
#
# Each line becomes one <text>, each change of colour a <tspan>, so no column
# has to be counted; colours are the sixteen of a terminal.

BEGIN {
	columns = 96; width = 8.4; height = 18; margin = 16; bar = 30
	split("#6e7681 #ff7b72 #7ee787 #e3b341 #79c0ff #d2a8ff #76e3ea #c9d1d9",
		colours, " ")
	y = margin
}

function escaped(text) {
	gsub(/&/, "\\&amp;", text)
	gsub(/</, "\\&lt;", text)
	gsub(/>/, "\\&gt;", text)
	return text
}

function take_sgr(codes,	list, i, n, code) {
	n = split(codes, list, ";")
	if (n == 0)
		fill = weight = opacity = ""
	for (i = 1; i <= n; i++) {
		code = list[i] + 0
		if (code == 0)
			fill = weight = opacity = ""
		else if (code == 1)
			weight = "bold"
		else if (code == 2)
			opacity = ".6"
		else if (code == 22)
			weight = opacity = ""
		else if (code == 39)
			fill = ""
		else if (code >= 30 && code <= 37)
			fill = colours[code - 29]
		else if (code >= 90 && code <= 97)
			fill = colours[code - 89]
	}
}

function styled(text,	style) {
	if (text == "")
		return ""
	if (fill)
		style = style " fill=\"" fill "\""
	if (weight)
		style = style " font-weight=\"" weight "\""
	if (opacity)
		style = style " opacity=\"" opacity "\""
	text = escaped(text)
	return style ? "<tspan" style ">" text "</tspan>" : text
}

function drawn(line,	out) {
	while (match(line, /\033\[[0-9;]*m/)) {
		out = out styled(substr(line, 1, RSTART - 1))
		take_sgr(substr(line, RSTART + 2, RLENGTH - 3))
		line = substr(line, RSTART + RLENGTH)
	}
	return out styled(line)
}

# A window of the lines since the last one; empty ones at its end are left out.
function window_end(	i, top, tall) {
	while (count && lines[count] == "")
		count--
	if (!count)
		return
	tall = bar + count * height + margin
	top = y
	body = body sprintf("<rect x=\"%d\" y=\"%d\" width=\"%d\" " \
		"height=\"%d\" rx=\"8\" fill=\"#161b22\" " \
		"stroke=\"#30363d\"/>\n", margin, top,
		columns * width + 2 * margin, tall)
	body = body sprintf("<text x=\"%d\" y=\"%d\" fill=\"#8b949e\">" \
		"$ %s</text>\n", 2 * margin, top + 21, escaped(name))
	for (i = 1; i <= count; i++)
		body = body sprintf("<text x=\"%d\" y=\"%d\">%s</text>\n",
			2 * margin, top + bar + i * height, lines[i])
	y = top + tall + margin
	count = 0
}

FNR == 1 {
	window_end()
	name = title
	fill = weight = opacity = ""
}

{
	sub(/[ \t]+$/, "")
	lines[++count] = drawn($0)
}

END {
	window_end()
	across = columns * width + 4 * margin
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" " \
		"height=\"%d\" viewBox=\"0 0 %d %d\">\n", across, y, across, y
	print "<!-- drawn by docs/demo/picture.sh from a real run -->"
	print "<style>text { font: 14px ui-monospace, 'DejaVu Sans Mono', " \
		"Menlo, Consolas, monospace; " \
		"white-space: pre }</style>"
	print "<g xml:space=\"preserve\" fill=\"#c9d1d9\">"
	printf "%s</g>\n</svg>\n", body
}
