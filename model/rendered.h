/*
 * rendered - by what a line in a transcript shows that it is reeve's own
 *
 * Into the terminal of a headless run write `reeve render`, which shows what
 * the agent said and typed, and the CLI itself, on its standard error. Only
 * the latter's words tell why a run ended. The mark resets a mode that no
 * terminal has, so nobody sees it; it stands on both ends of each line, for a
 * line may be torn where a transcript is rotated or cut.
 */
#ifndef MODEL_RENDERED_H
#define MODEL_RENDERED_H

#define RENDERED_MARK "\033[?7733l"

#endif
