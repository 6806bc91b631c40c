/*
 * similar - the word somebody probably meant
 */
#ifndef BASE_SIMILAR_H
#define BASE_SIMILAR_H

/*
 * The one of `words` (NULL-terminated, or NULL) that is nearest to `word`, or
 * NULL when none is near enough to be worth a question.
 */
const char *similar_word(const char *word, char *const *words);

#endif
