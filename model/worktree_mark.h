/*
 * worktree_mark - a number that stands for the contents of a worktree
 *
 * Hexadecimal text; empty: not known. Two equal marks: between them no file
 * that git does not ignore was written, made or removed, and HEAD did not move.
 */
#ifndef MODEL_WORKTREE_MARK_H
#define MODEL_WORKTREE_MARK_H

#define WORKTREE_MARK_SIZE 17 /* with the NUL */

#endif
