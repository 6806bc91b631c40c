/*
 * similar - the word that was probably meant
 */
#ifndef BASE_SIMILAR_H
#define BASE_SIMILAR_H

/*
 * The nearest of `words` (NULL-terminated, or NULL) to `word`, for a "did you
 * mean"; NULL when no word is near enough. The result belongs to `words`.
 */
const char *similar_word(const char *word, char *const *words);

#endif
