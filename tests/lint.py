#!/usr/bin/env python3
"""lint - rules for the text of the programs and tests that no compiler knows

Prints one line for each finding, then a summary; exit 1 if there is one:
- a function of more than 70 lines
- a file of the programs with more than 400 lines
- a sentence compared as data (see check_sentences)
- a clock read in supervisor/ outside core/turn.c, or anywhere in policy/
- a mark of unfinished work

--names prints the static functions whose names are one word, by room: in a
debugger or in grep such a name does not say what it belongs to.
"""

import argparse
import os
import re
import sys
from collections import Counter

MAX_FUNCTION = 70
MAX_FILE = 400
TESTS = ('tests/', 'bats/', 'bench/')
CLOCK_FILE = 'supervisor/core/turn.c'
# Its steps turn the sentences of older versions into codes.
MIGRATIONS = 'store/sqlite_schema.c'

COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'',
	re.S)
LITERAL = re.compile(r'"((?:\\.|[^"\\])*)"')
FUNCTION = re.compile(r'^([a-z][^;{}=#]*?\b(\w+)\([^;{}]*\)[^;{}()]*)\n\{\n(.*?)^\}',
	re.M | re.S)
COMPARING = re.compile(r'\b(strn?(?:case)?cmp|str(?:case)?str|argv_has|regexec|'
	r'fnmatch|memmem)\(')
SEARCHING = ('strcasestr', 'regexec', 'fnmatch')
DECIDING = ('policy/', 'supervisor/')
CLOCK = re.compile(r'\b(clock_(?:wall|boot|awake)_ms|clock_gettime|gettimeofday|'
	r'time)\(')
SENTENCE = re.compile(r'^[^/]*\w[,:;]? \w[^/]*$') # with a slash: a path
OUR_MEMBER = re.compile(r'(^reason|(->|\.)(reason|evidence(\.items\[\w+\])?|text|'
	r'message|hint))$')
UNFINISHED = re.compile(r'\b(TO' r'DO|FIX' r'ME|XX' r'X|HA' r'CK)\b')


# --- the tree ----------------------------------------------------------------


def read_tree(tree):
	"""The text of each file that is written by hand, by its path."""
	files = {}
	for place, folders, names in os.walk(tree):
		folders[:] = sorted(name for name in folders
			if not name.startswith(('.', 'build')))
		for name in sorted(names):
			path = os.path.relpath(os.path.join(place, name), tree)
			if name.endswith(('.c', '.h', '.sh', '.py', '.bats',
				'.bash', '.md')) or name == 'Makefile':
				with open(os.path.join(tree, path)) as file:
					files[path] = file.read()
	return files


def without_comments(text):
	"""The same lines; comments become spaces, strings stay."""
	def blank(match):
		found = match.group()
		if found[0] != '/':
			return found
		return re.sub(r'[^\n]', ' ', found)
	return COMMENT.sub(blank, text)


class Source:
	"""A C file of the programs or tests, without its comments."""

	def __init__(self, path, text):
		self.path, self.code = path, without_comments(text)
		self.lines = text.count('\n')

	def line_at(self, offset):
		return '%s:%d' % (self.path, self.code.count('\n', 0, offset) + 1)


def is_of_programs(path):
	return path.endswith(('.c', '.h')) and not path.startswith(TESTS)


# --- lengths and clocks ------------------------------------------------------


def check_functions(sources):
	for source in sources:
		for match in FUNCTION.finditer(source.code):
			lines = match.group().count('\n') + 1
			if lines > MAX_FUNCTION:
				yield '%s: %s() has %d lines; the maximum is %d' % (
					source.line_at(match.start()),
					match.group(2), lines, MAX_FUNCTION)


def check_files(sources):
	for source in sources:
		if is_of_programs(source.path) and source.lines > MAX_FILE:
			yield '%s has %d lines; the maximum is %d' % (source.path,
				source.lines, MAX_FILE)


def check_clocks(sources):
	for source in sources:
		if not source.path.startswith(('supervisor/', 'policy/')) or \
			source.path == CLOCK_FILE:
			continue
		for match in CLOCK.finditer(source.code):
			yield '%s: %s() reads a clock; use the time of the turn' % (
				source.line_at(match.start()), match.group(1))


# --- sentences ---------------------------------------------------------------


def arguments_of(code, start):
	"""The arguments of a call whose '(' is before `start`, and its end."""
	found, depth, begin, at = [], 0, start, start
	while at < len(code):
		literal = LITERAL.match(code, at)
		if literal:
			at = literal.end()
			continue
		char = code[at]
		if char in '([{':
			depth += 1
		elif char in ')]}':
			depth -= 1
		if depth < 0 or (depth == 0 and char == ','):
			found.append(' '.join(code[begin:at].split()))
			begin = at + 1
		if depth < 0:
			break
		at += 1
	return found, at


def read_macros(sources):
	"""Names of sentences: #define NAME "..." """
	return {name: text for source in sources
		for name, text in re.findall(r'^#define\s+(\w+)\s*(?:\\\n\s*)?' +
			LITERAL.pattern + '$', source.code, re.M)}


def comparisons_of(source):
	"""Place, function and arguments of each comparison, and where it is."""
	for match in COMPARING.finditer(source.code):
		arguments, end = arguments_of(source.code, match.end())
		yield match, arguments, end


def written_text(sources):
	"""All that is in string literals, without what is only compared."""
	texts = []
	for source in sources:
		kept, at = [], 0
		for match, _, end in comparisons_of(source):
			if match.start() >= at:
				kept.append(source.code[at:match.start()])
				at = end
		kept.append(source.code[at:])
		texts += LITERAL.findall(''.join(kept))
	return '\n'.join(texts)


def is_our_sentence(argument, macros, written):
	"""A literal of several words that the programs also write somewhere.

	Words that stand in comparisons alone are those of other programs (git,
	tmux, an agent), which have no codes to compare instead.
	"""
	text = macros.get(argument)
	literal = LITERAL.fullmatch(argument)
	if literal:
		text = literal.group(1)
	return text is not None and SENTENCE.search(text) and text in written


def is_our_member(arguments, macros):
	"""A reason, evidence or text, unless it is compared with one word."""
	words = [macros.get(argument, argument) for argument in arguments]
	if any(LITERAL.fullmatch(word) and not SENTENCE.search(word)
		for word in words):
		return False
	return any(OUR_MEMBER.search(argument) for argument in arguments)


def is_compared(source, function, arguments, macros, written):
	"""Where the programs decide, text is neither searched nor a code."""
	if source.path.startswith(DECIDING) and (function in SEARCHING or
		any(argument.endswith('reason') for argument in arguments)):
		return True
	return any(is_our_sentence(argument, macros, written)
		for argument in arguments) or is_our_member(arguments, macros)


def check_sentences(sources):
	"""What the programs wrote for people decides nothing.

	A comparison is found where one of its arguments is a sentence of ours or a
	member that holds one. So is each pattern in SQL and, in policy/ and
	supervisor/, each search in a text and each reason compared as text.
	"""
	sources = [source for source in sources if is_of_programs(source.path)]
	macros, written = read_macros(sources), written_text(sources)
	for source in sources:
		for match, arguments, _ in comparisons_of(source):
			if is_compared(source, match.group(1), arguments, macros,
				written):
				yield '%s: %s(%s) compares a sentence; compare a code' % (
					source.line_at(match.start()),
					match.group(1), ', '.join(arguments))
		for match in LITERAL.finditer(source.code):
			if source.path != MIGRATIONS and \
				re.search(r'\b(LIKE|GLOB|REGEXP)\b', match.group()):
				yield '%s: a pattern in SQL compares a sentence; compare a code' % \
					source.line_at(match.start())


# --- tests -------------------------------------------------------------------


def check_lines(files, name_pattern, pattern, complaint):
	for path, text in files.items():
		if not re.search(name_pattern, path):
			continue
		for number, line in enumerate(text.splitlines(), 1):
			if re.search(pattern, line):
				yield '%s:%d: %s' % (path, number, complaint)


def check_unfinished(files):
	yield from check_lines(files, r'', UNFINISHED, 'marks unfinished work')


# --- names -------------------------------------------------------------------


def print_names(sources):
	"""One line a room: names of one word, the most repeated ones first."""
	rooms = {}
	for source in sources:
		if not is_of_programs(source.path):
			continue
		room = os.path.dirname(source.path)
		for match in FUNCTION.finditer(source.code):
			if re.search(r'\bstatic\b', match.group(1)) and \
				'_' not in match.group(2):
				rooms.setdefault(room, Counter())[
					match.group(2)] += 1
	for room in sorted(rooms):
		names = rooms[room].most_common()
		print('%s (%d): %s' % (room, sum(count for _, count in names),
			' '.join(name if count == 1 else '%s*%d' % (name, count)
				for name, count in names)))


# --- report ------------------------------------------------------------------


def report(kinds):
	"""Prints all findings and their number by kind; returns how many."""
	total, parts = 0, []
	for kind, lines in kinds:
		lines = list(lines)
		for line in lines:
			print(line)
		total += len(lines)
		parts.append('%d %s' % (len(lines), kind))
	print('lint: ' + ', '.join(parts))
	return total


def main():
	here = os.path.dirname(os.path.abspath(__file__))
	parser = argparse.ArgumentParser(description=__doc__,
		formatter_class=argparse.RawDescriptionHelpFormatter)
	parser.add_argument('--tree', default=os.path.dirname(here))
	parser.add_argument('--names', action='store_true')
	options = parser.parse_args()

	files = read_tree(options.tree)
	sources = [Source(path, text) for path, text in files.items()
		if path.endswith(('.c', '.h'))]
	if options.names:
		print_names(sources)
		return 0
	return 1 if report([
		('long functions', check_functions(sources)),
		('long files', check_files(sources)),
		('sentences compared', check_sentences(sources)),
		('clocks read', check_clocks(sources)),
		('unfinished', check_unfinished(files)),
	]) else 0


if __name__ == '__main__':
	sys.exit(main())
