"""Words for bulk content: of our own coining, as often as words of a language are."""

from itertools import accumulate, product
from random import Random

_ONSETS = "b br ch d dr f fl g gr h j k kl l m n p pl r s sh sk st t tr v w z".split()
_VOWELS = "a e i o u ai ea oo".split()
_CODAS = "n r s t l m nd rk st ll".split()
# What is in every sentence, whatever it is about; the ten commonest words of the corpus.
COMMON = "the of to and in a said for on that".split()
_SIZE = 20_000


def vocabulary() -> list[str]:
    """Words from the commonest to the rarest, each once: short ones first, as in a language."""
    one = ["".join(parts) for parts in product(_ONSETS, _VOWELS, _CODAS)]
    order = Random(1)
    order.shuffle(one)
    two = (first + second for first, second in product(one[:400], one[-400:]))
    # What a word coined by chance happens to be, it shall not be twice.
    words = dict.fromkeys([*COMMON, *one, *two])
    return list(words)[:_SIZE]


class Speech:
    """Sentences by chance: the n-th word about 1/n as often as the first (Zipf's law)."""

    def __init__(self) -> None:
        self.words = vocabulary()
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))

    def sentence(self, chance: Random, length: int) -> str:
        words = chance.choices(self.words, cum_weights=self.weights, k=length)
        return f"{words[0].capitalize()} {' '.join(words[1:])}."

    def paragraph(self, chance: Random) -> str:
        sentences = (self.sentence(chance, chance.randint(8, 24)) for _ in range(3))
        return f"<p>{' '.join(sentences)}</p>"

    def headline(self, chance: Random) -> str:
        """Six to ten words, few of them the very common ones."""
        words = [self.words[int(len(COMMON) + chance.paretovariate(0.6)) % _SIZE] for _ in range(7)]
        words[2] = chance.choice(COMMON)
        return " ".join(words).capitalize()
