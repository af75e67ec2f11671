"""Pure text: clean HTML, teasers, words, languages, slugs."""
