"""Slugs: that of a story, proposed from its headline, and what a name would be as one."""

import unicodedata

MAX_LENGTH = 80
_LONGEST_HEADLINE = 1000


def proposed_slug(headline: str, uid_hex: str) -> str:
    """A slug in the headline's own letters, lower case, cut at a word within 80 characters.

    A headline without letters or digits, or with four digits only (they would read as a
    year), gives ``story-`` and the first eight characters of ``uid_hex``.
    """
    words = _words(headline[:_LONGEST_HEADLINE])
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > MAX_LENGTH:
            break
        slug = longer
    if not slug and words:
        slug = _without_split_letters(words[0])
    if not slug or (slug.isdecimal() and len(slug) == 4):
        return f"story-{uid_hex.replace('-', '').lower()[:8]}"
    return slug


def slug_of(name: str) -> str:
    """``Ayesha Khan`` as ``ayesha-khan``; empty if there is no letter or digit in it."""
    return "-".join(_words(name[:_LONGEST_HEADLINE]))


def _words(headline: str) -> list[str]:
    lower = unicodedata.normalize("NFKC", headline).lower()
    # The Turkish capital with a dot leaves that dot behind as a mark.
    text = unicodedata.normalize("NFKC", lower.replace("i\u0307", "i"))
    letters: list[str] = []
    for character in text:
        category = unicodedata.category(character)
        if category[0] in "LN" or (category[0] == "M" and letters and letters[-1] != " "):
            letters.append(character)
        elif character in "'’ʼ\u200c\u200d\u0640":
            # "don't" is one word, and so are two halves that a joiner holds.
            continue
        else:
            letters.append(" ")
    return "".join(letters).split()


def _without_split_letters(word: str) -> str:
    cut = MAX_LENGTH
    while cut > 1 and len(word) > cut and unicodedata.category(word[cut])[0] == "M":
        cut -= 1
    return word[:cut]
