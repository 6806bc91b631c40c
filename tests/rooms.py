#!/usr/bin/env python3
"""rooms - each folder includes and calls only what rooms.table allows

Prints one line for each violation, then a summary; exit 1 if there is one:
- an include or a call from one room to another that the table does not allow
- a circle between rooms
- a circle of more than 8 files inside one room
- a room of more than 30 .c files
- a folder with C files that the table does not name, or the reverse
- a source without an object in the build, or a name that two files define

Calls are read from the objects of a build: a symbol that one object leaves
undefined and another one defines is a call from the first to the second. So a
function that is only named in a table is a call too, and a static inline
function of a header calls for each file that uses it. Data counts as well.

--calls ROOM prints what the files of a room call in each other: the edges to
choose from when a circle has to be cut.
"""

import argparse
import os
import re
import subprocess
import sys
from collections import defaultdict, deque

MAX_CIRCLE = 8
MAX_FILES = 30


# --- the table ---------------------------------------------------------------


class Room:
	def __init__(self, words):
		self.any_number = 'any-number' in words
		self.rights = [word for word in words if word != 'any-number']


def read_table(path):
	"""The rooms by name. A line that begins with space goes on."""
	with open(path) as file:
		text = re.sub(r'#.*', '', file.read())
	rooms = {}
	for line in re.sub(r'\n[ \t]+', ' ', text).splitlines():
		if line.strip():
			name, words = line.split(':')
			rooms[name.strip()] = Room(words.split())
	outside = rooms.pop('outside', Room([])).rights
	return rooms, outside


def folder_matches(folder, pattern):
	"""PATTERN is a folder, or a folder with all below it (FOLDER/*)."""
	if pattern.endswith('/*'):
		return (folder + '/').startswith(pattern[:-1])
	return folder == pattern


# --- the tree ----------------------------------------------------------------


def room_of(path):
	return os.path.dirname(path)


def read_tree(tree, outside):
	"""The text of each C file of a room, by its path below `tree`."""
	files = {}
	for place, folders, names in os.walk(tree):
		here = os.path.relpath(place, tree)
		folders[:] = [name for name in folders
			if not name.startswith(('.', 'build'))]
		if any(folder_matches(here, pattern) for pattern in outside):
			continue
		for name in names:
			if name.endswith(('.c', '.h')):
				path = os.path.normpath(os.path.join(here, name))
				with open(os.path.join(tree, path)) as file:
					files[path] = file.read()
	return files


def read_includes(files):
	"""Pairs: a file, and a header of ours that it includes."""
	return [(path, header) for path in sorted(files)
		for header in re.findall(r'^#\s*include "([^"]*)"', files[path],
			re.M)
		if header in files]


# --- the objects -------------------------------------------------------------


def read_symbols(objects):
	"""What nm says of each object: symbols defined, and left undefined.

	`objects` are paths of objects by their source. Both results are lists of
	places by the symbol's name.
	"""
	defined, undefined = defaultdict(list), defaultdict(list)
	if not objects:
		return defined, undefined
	source_of = {path: source for source, path in objects.items()}
	output = subprocess.run(['nm', '-g', '-P'] + sorted(source_of),
		check=True, stdout=subprocess.PIPE, text=True).stdout
	source = source_of[min(source_of)]
	for line in output.splitlines():
		if line.endswith(':'):
			source = source_of[line[:-1]]
			continue
		name, kind = line.split()[:2]
		if kind in 'Uwv':
			undefined[name].append(source)
		else:
			defined[name].append((source, kind))
	return defined, undefined


class Call:
	def __init__(self, caller, symbol, callee, kind):
		self.caller, self.symbol, self.callee = caller, symbol, callee
		self.is_data = kind not in 'TtWwi'

	def __str__(self):
		return '%s %s of %s' % (self.caller, 'uses ' + self.symbol
			if self.is_data else 'calls ' + self.symbol + '()',
			self.callee)


def find_object(source, build, folder):
	"""obj/keeper/ is for unit tests alone; the keeper is in keeper-obj/."""
	path = os.path.join(build, folder, source[:-2] + '.o')
	is_keeper = room_of(source) == 'keeper'
	if not os.path.exists(path) or (is_keeper and folder == 'obj'):
		return None
	return path


class Build:
	"""What the objects say: calls, sources without one, and names used twice.

	The programs are linked from obj/ and the keeper from keeper-obj/. Each is
	read on its own, for the keeper has functions named as some of base. Names
	must be unique in each, or nobody knows which function is called; `main` is
	never called.
	"""

	def __init__(self, files, build):
		sources = [path for path in files if path.endswith('.c')]
		calls, twice, built = {}, {}, set()
		for folder in ('obj', 'keeper-obj'):
			objects = {source: path for source in sources
				if (path := find_object(source, build, folder))}
			built.update(objects)
			defined, undefined = read_symbols(objects)
			defined.pop('main', None)
			twice.update((name, places)
				for name, places in defined.items()
				if len(places) > 1)
			for name, callers in undefined.items():
				for callee, kind in defined.get(name, ()):
					for caller in callers:
						calls[caller, name, callee] = Call(
							caller, name, callee, kind)
		self.calls = [calls[key] for key in sorted(calls)]
		self.twice = twice
		self.unbuilt = sorted(set(sources) - built)


# --- circles -----------------------------------------------------------------


def find_circles(edges):
	"""The groups of nodes that all reach one another, each sorted.

	Tarjan's algorithm: `low` is the oldest node still open that a node reaches;
	a node that reaches none older closes the group above it on the stack.
	"""
	age, low, stack, groups = {}, {}, [], []

	def visit(node):
		age[node] = low[node] = len(age)
		stack.append(node)
		for below in sorted(edges.get(node, ())):
			if below not in age:
				visit(below)
				low[node] = min(low[node], low[below])
			elif below in stack:
				low[node] = min(low[node], age[below])
		if low[node] == age[node]:
			at = stack.index(node)
			if len(stack) - at > 1:
				groups.append(sorted(stack[at:]))
			del stack[at:]

	sys.setrecursionlimit(10000)
	for node in sorted(edges):
		if node not in age:
			visit(node)
	return groups


def shortest_way(edges, start, goals):
	"""From `start` to the nearest of `goals`, without `start` itself."""
	ways = deque([[start]])
	seen = set()
	while ways:
		way = ways.popleft()
		for node in sorted(edges.get(way[-1], ())):
			if node in goals:
				return way[1:] + [node]
			if node not in seen:
				seen.add(node)
				ways.append(way + [node])
	return []


def walk_circle(edges, circle):
	"""A way through all of a circle and back: each step is an edge."""
	way, left = [circle[0]], set(circle[1:])
	while left:
		way += shortest_way(edges, way[-1], left)
		left -= set(way)
	return way + shortest_way(edges, way[-1], {way[0]})


# --- the rules ---------------------------------------------------------------


def declares(header_text, symbol):
	return re.search(r'\b%s\b' % re.escape(symbol), header_text)


def may_include(room, header):
	return any(header == right or folder_matches(room_of(header), right)
		for right in room.rights)


def may_call(room, call, files):
	"""Allowed by the folder, or declared by a header that is allowed."""
	home = room_of(call.callee)
	for right in room.rights:
		if folder_matches(home, right):
			return True
		if right.endswith('.h') and room_of(right) == home and \
			declares(files.get(right, ''), call.symbol):
			return True
	return False


def check_folders(rooms, files):
	folders = {room_of(path) for path in files}
	for folder in sorted(folders - set(rooms)):
		yield '%s is no room of the table' % (folder or '.')
	for name in sorted(set(rooms) - folders):
		yield 'room %s of the table has no files' % name
	for name in sorted(folders & set(rooms)):
		count = sum(room_of(path) == name and path.endswith('.c')
			for path in files)
		if count > MAX_FILES and not rooms[name].any_number:
			yield '%s has %d .c files; the maximum is %d' % (name,
				count, MAX_FILES)


def check_includes(rooms, includes):
	for path, header in includes:
		home = room_of(path)
		if home != room_of(header) and home in rooms and \
			not may_include(rooms[home], header):
			yield '%s includes %s, which %s may not' % (path,
				header, home)


def check_calls(rooms, files, calls):
	for call in calls:
		home = room_of(call.caller)
		if home != room_of(call.callee) and home in rooms and \
			not may_call(rooms[home], call, files):
			yield '%s, which %s may not' % (call, home)


def check_room_circles(includes, calls):
	edges = defaultdict(set)
	pairs = includes + [(call.caller, call.callee) for call in calls]
	for here, there in pairs:
		if room_of(here) != room_of(there):
			edges[room_of(here)].add(room_of(there))
	for circle in find_circles(edges):
		yield 'circle of %d rooms: %s' % (len(circle),
			' -> '.join(walk_circle(edges, circle)))


def check_file_circles(includes, calls):
	"""Inside each room. A header calls nothing, so it joins no .c file."""
	edges = defaultdict(set)
	pairs = includes + [(call.caller, call.callee) for call in calls]
	for here, there in pairs:
		if room_of(here) == room_of(there):
			edges[here].add(there)
	for circle in find_circles(edges):
		if len(circle) > MAX_CIRCLE:
			way = walk_circle(edges, circle)
			yield 'circle of %d files in %s: %s' % (len(circle),
				room_of(circle[0]),
				' -> '.join(map(os.path.basename, way)))


def check_build(build):
	for path in build.unbuilt:
		yield '%s has no object; run make' % path
	for name, places in sorted(build.twice.items()):
		yield '%s is defined in %s' % (name,
			' and in '.join(sorted(path for path, _ in places)))


def report(kinds):
	"""Prints all violations and their number by kind; returns how many."""
	total, parts = 0, []
	for kind, lines in kinds:
		lines = list(lines)
		for line in lines:
			print(line)
		total += len(lines)
		parts.append('%d %s' % (len(lines), kind))
	print('rooms: ' + ', '.join(parts))
	return total


def main():
	here = os.path.dirname(os.path.abspath(__file__))
	parser = argparse.ArgumentParser(description=__doc__,
		formatter_class=argparse.RawDescriptionHelpFormatter)
	parser.add_argument('--tree', default=os.path.dirname(here))
	parser.add_argument('--table', default=os.path.join(here, 'rooms.table'))
	parser.add_argument('--build', help='default: build below the tree')
	parser.add_argument('--calls', metavar='ROOM')
	options = parser.parse_args()

	rooms, outside = read_table(options.table)
	files = read_tree(options.tree, outside)
	includes = read_includes(files)
	build = Build(files,
		options.build or os.path.join(options.tree, 'build'))
	if options.calls:
		for call in build.calls:
			if room_of(call.caller) == room_of(call.callee) == \
				options.calls:
				print(call)
		return 0
	return 1 if report([
		('faults of the build', check_build(build)),
		('wrong folders', check_folders(rooms, files)),
		('forbidden includes', check_includes(rooms, includes)),
		('forbidden calls', check_calls(rooms, files, build.calls)),
		('circles of rooms', check_room_circles(includes, build.calls)),
		('circles of files', check_file_circles(includes, build.calls)),
	]) else 0


if __name__ == '__main__':
	sys.exit(main())
