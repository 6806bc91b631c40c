#!/usr/bin/env bats
# Git is broken in a worktree, in the ways in which that happens: it is seen,
# put right with nothing lost, and the agent goes on.

load helper

setup() {
	place_make
	git config --file "$HOME/.gitconfig" advice.detachedHead false
	WORK="$REPO/.worktrees/one"
	ADMIN="$REPO/.git/worktrees/one"
}

teardown() {
	place_end
}

# broken LINE...: an agent that commits, leaves work uncommitted, breaks git in
# its worktree by these lines, and fails; its second run is told what was done
# and shows that git works.
broken() {
	local -a lines=()
	local line
	for line; do
		lines+=("@1 sh $line")
	done
	agent one -- "@1 commit a committed" "@1 write b uncommitted" \
		"@1 sh echo more >>hello" "${lines[@]}" "@1 exit 1" \
		"@2 sh cp \$REEVE_CONTINUATION $T/told" \
		"@2 sh git status --porcelain >$T/status" \
		"@2 sh git symbolic-ref HEAD >$T/head" \
		"@2 commit c after"
	reeve wait one
}

# mended EVIDENCE REPAIR: classified by the worktree, repaired, and said so
mended() {
	ends_as one git_error 1
	evidence_has one 1 "git does not work in its worktree: $1" worktree_fault
	task_is one '.runs[0].decision == "repair" and .runs[1].mode == "resume"'
	grep -qF -- "- $2" "$T/told" || { cat "$T/told" && return 1; }
	[ "$(cat "$T/head")" = refs/heads/reeve/one ]
	[ "$(git log -1 --format=%s reeve/one)" = after ]
	eventually event_is ".event == \"repaired\" and
		(.done | any(contains(\"${2:0:20}\")))"
	reeve why one | grep -qF "$2"
}

saved_has() { # saved_has FILE TEXT: in one of the refs that keep work
	local ref
	for ref in $(git for-each-ref --format='%(refname)' refs/reeve/saved/one); do
		git show "$ref:$1" 2>/dev/null | grep -qxF "$2" && return
	done
	git for-each-ref refs/reeve
	return 1
}

nothing_lost() { # committed and uncommitted work is where it was
	[ "$(cat "$WORK/a")" = committed ]
	[ "$(cat "$WORK/b")" = uncommitted ]
	grep -qx more "$WORK/hello"
	git merge-base --is-ancestor "$(git log --format=%H --grep='^committed$' reeve/one)" reeve/one
}

@test "a stale index.lock" {
	broken "touch \"\$(git rev-parse --git-dir)/index.lock\""
	mended "a git that was killed has left a lock" \
		"a git that was killed had left a lock: removed"
	nothing_lost
}

@test ".git is gone" {
	broken "rm .git"
	mended "the .git file is gone" \
		"the .git file was missing or garbled: written again"
	nothing_lost
}

@test ".git is garbled" {
	broken "echo nonsense >.git"
	mended "the .git file does not lead" \
		"the .git file was missing or garbled: written again"
	nothing_lost
}

@test "the worktree was pruned from the repository" {
	broken "rm -r $ADMIN"
	mended "the entry in the repository is gone" \
		"the entry in the repository was gone (pruned): made again"
	nothing_lost
	saved_has b uncommitted
	git worktree list | grep -q "worktrees/one"
}

@test "the index is corrupt" {
	broken "git add b" "echo garbage >$ADMIN/index"
	mended "the index is corrupt" \
		"the index was corrupt: made again from HEAD"
	nothing_lost
	saved_has b uncommitted
}

@test "the index is cut short" {
	broken "truncate -s 40 $ADMIN/index"
	mended "the index is corrupt" \
		"the index was corrupt: made again from HEAD"
	nothing_lost
}

@test "the index is a pipe that nobody writes to" {
	broken "rm -f $ADMIN/index" "mkfifo $ADMIN/index"
	mended "the index is corrupt" \
		"the index was corrupt: made again from HEAD"
	nothing_lost
}

@test "HEAD is garbled" {
	broken "echo '?' >$ADMIN/HEAD"
	mended "HEAD is garbled" "HEAD was garbled: set to the branch"
	nothing_lost
}

@test "its branch leads to a commit that is gone: back to the last good one" {
	broken "git commit -qam last" \
		"h=\$(git rev-parse HEAD); rm -f $REPO/.git/objects/\${h%\"\${h#??}\"}/\${h#??}"
	mended "HEAD leads to a commit that is missing or damaged" \
		"the branch led to a commit that is missing or damaged: set back to the last intact commit"
	nothing_lost
	saved_has hello more
}

@test "its branch is an empty file, as after a power cut" {
	broken ": >$REPO/.git/refs/heads/reeve/one"
	mended "HEAD leads to a commit that is missing or damaged" \
		"the branch led to a commit that is missing or damaged"
	nothing_lost
}

@test "the worktree is gone: what was committed comes back" {
	agent one -- "@1 commit a committed" "@1 sh rm -rf $WORK" "@1 exit 1" \
		"@2 sh cp \$REEVE_CONTINUATION $T/told" "@2 commit c after"
	reeve wait one
	ends_as one git_error 1
	evidence_has one 1 "the directory is gone"
	grep -q "the directory was gone" "$T/told"
	[ "$(cat "$WORK/a")" = committed ]
	[ "$(git log -1 --format=%s reeve/one)" = after ]
}

@test "a link to another agent's worktree is in its place: it is not followed" {
	agent other -- "sh echo mine >mine" "wait $T/go"
	eventually test -e "$REPO/.worktrees/other/mine"
	agent one -- '@1 sh d=$PWD; cd ..; rm -rf $d; ln -s other $d' "@1 exit 3" \
		"@2 wait $T/go"
	eventually event_is '.event == "started" and .run == "2.2"'
	ends_as one git_error 1
	evidence_has one 1 "a symbolic link is in its place"
	event_is '.event == "repaired" and .agent == "one" and
		(.done | any(contains("symbolic link")))'
	[ ! -L "$WORK" ]
	grep -q 'worktrees/one$' "$WORK/.git"
	# What restarts one empties its own worktree alone.
	reeve restart one
	eventually event_is '.event == "started" and .run == "2.3"'
	[ "$(cat "$REPO/.worktrees/other/mine")" = mine ]
	grep -q 'worktrees/other$' "$REPO/.worktrees/other/.git"
	touch "$T/go"
	reeve wait one other
	[ "$(git -C "$REPO/.worktrees/other" symbolic-ref --short HEAD)" = reeve/other ]
}

@test "a merge that is half done is ended, and what it had is kept" {
	broken "git commit -qam mine" "git checkout -q -b other HEAD~1" \
		"git checkout -q -f reeve/one" \
		"git checkout -q other && echo theirs >>hello && git commit -qam theirs && git checkout -q reeve/one" \
		"git merge -q other; echo resolved >hello" \
		"touch $ADMIN/index.lock"
	mended "a git that was killed has left a lock" \
		"a merge was in progress: ended (git merge --abort)"
	saved_has hello resolved
	[ ! -e "$ADMIN/MERGE_HEAD" ]
}

@test "a rebase that is half done is ended, and HEAD comes back" {
	broken "git commit -qam mine" \
		"git branch other HEAD~1 && git checkout -q other && echo theirs >>hello && git commit -qam theirs && git checkout -q reeve/one" \
		"git rebase -q other" \
		"touch $ADMIN/index.lock"
	mended "a git that was killed has left a lock" \
		"a rebase was in progress: ended (git rebase --abort)"
	[ ! -e "$ADMIN/rebase-merge" ]
}

@test "HEAD is detached, with commits: its branch takes them up" {
	broken "git checkout -q --detach" "git commit -qam loose" \
		"touch $ADMIN/index.lock"
	mended "a git that was killed has left a lock" \
		"HEAD was detached: the branch has those commits now"
	git log --format=%s reeve/one | grep -qx loose
	nothing_lost
}

@test "HEAD is on another branch that went elsewhere: back, and kept" {
	broken "git commit -qam mine" "git checkout -q -b side HEAD~2" \
		"echo side >s; git add s; git commit -qm side" \
		"echo dirty >>s" "touch $ADMIN/index.lock"
	mended "a git that was killed has left a lock" \
		"HEAD was on 'refs/heads/side': set to the branch"
	saved_has s dirty
	[ "$(git log -1 --format=%s side)" = side ]
}

@test "without an error of git a branch it has changed to is its own" {
	agent one -- "@1 sh git checkout -q -b side" "@1 exit 1" \
		"@2 sh git symbolic-ref HEAD >$T/head"
	reeve wait one
	ends_as one crashed 1
	[ "$(cat "$T/head")" = refs/heads/side ]
}

@test "what cannot be repaired goes to a person, with all that is known" {
	agent one -- "@1 commit a work" "@1 sh rm .git; git init -q" "@1 exit 1"
	becomes one escalated
	ends_as one git_error 1
	ends_as one start_failed 2
	evidence_has one 2 "cannot repair worktree '$WORK'"
	evidence_has one 2 "is a repository of its own"
	[ -e "$WORK/a" ]
	reeve review show one | grep -q "is a repository of its own"
}

@test "killed in the middle of a repair: it is done again" {
	agent one -- "@1 commit a committed" "@1 write b uncommitted" \
		"@1 sh rm -r $ADMIN" "@1 sh touch $T/broken; sleep 1000" \
		"@2 commit c after"
	eventually test -e "$T/broken"
	kill_reeved
	kill -KILL "$(record_of 1.1 .pid)"
	reeve wait one
	[ "$(git log -1 --format=%s reeve/one)" = after ]
	[ "$(cat "$WORK/b")" = uncommitted ]
}
