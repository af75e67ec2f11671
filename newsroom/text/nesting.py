"""How deep markup is nested, counted in one pass before a parser has to build it."""

import re
from collections import Counter


def names(text: str) -> frozenset[str]:
    """The element names in ``text``, which stand there with spaces between them."""
    return frozenset(text.split())


_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_VOID = names("area base br col embed hr img input link meta param source track wbr")
# The next of these ends the last, and with it what was left open inside; closing one does too.
_ENDED_BY_THE_NEXT = names("p li dt dd tr td th thead tbody tfoot colgroup caption option")
# Opening one of these also ends, from the inside out:
_ENDS = {
    "li": ("p",),
    "dt": ("p", "dd"),
    "dd": ("p", "dt"),
    "td": ("p", "th"),
    "th": ("p", "td"),
    "tr": ("p", "td", "th"),
    "tbody": ("p", "td", "th", "tr", "thead"),
    "tfoot": ("p", "td", "th", "tr", "thead", "tbody"),
}
# Left open, a parser opens these again in every paragraph that follows.
_REOPENED = names("a b big code em font i nobr s small strike strong tt u")
_BLOCKS = names(
    "address article aside blockquote body center details dir div dl fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup html li main menu nav ol p pre section summary "
    "table tbody td tfoot th thead tr ul dd dt caption button object applet marquee select "
    "template svg math iframe"
)
_WORK = 1_000_000


def is_deeper_than(html: str, limit: int) -> bool:
    """Whether a parser could be made to nest elements more than ``limit`` deep by ``html``.

    Errs on the side of yes, for tangles only: an element left open counts until what holds it
    is closed. Also yes if tags left open would have to be opened again a million times.
    """
    if html.count("<") <= limit:
        return False
    nest = _Nest()
    for match in _TAG.finditer(html):
        name = match[2].lower()
        if name in _VOID:
            nest.work += nest.reopened
        elif match[1]:
            nest.close(name)
        else:
            nest.open(name)
        if len(nest.stack) + nest.reopened > limit or nest.work > _WORK:
            return True
    return False


class _Nest:
    """The elements that are open, outermost first."""

    def __init__(self) -> None:
        self.stack: list[str] = []
        self.open_now: Counter[str] = Counter()
        self.reopened = 0
        self.work = 0

    def open(self, name: str) -> None:
        self.work += self.reopened
        if name in _REOPENED:
            self.reopened += 1
            self.open_now[name] += 1
            return
        if name in _ENDED_BY_THE_NEXT:
            for inner in _ENDS.get(name, ()):
                self.end(inner)
            self.end(name)
        self.stack.append(name)
        self.open_now[name] += 1

    def end(self, name: str) -> None:
        """What a parser ends by itself: the last ``name``, unless another block lies between."""
        if not self.open_now[name]:
            return
        top = len(self.stack) - 1
        while top >= 0 and self.stack[top] != name and self.stack[top] not in _BLOCKS:
            top -= 1
        if top >= 0 and self.stack[top] == name:
            for ended in self.stack[top:]:
                self.open_now[ended] -= 1
            del self.stack[top:]

    def close(self, name: str) -> None:
        if not self.open_now[name]:
            return
        if name in _REOPENED:
            self.reopened -= 1
            self.open_now[name] -= 1
        elif name in _BLOCKS:
            depth = len(self.stack)
            self.end(name)
            if len(self.stack) == depth:
                self.forget(name)
        else:
            self.forget(name)

    def forget(self, name: str) -> None:
        """Take out the last ``name`` alone: what lies above it stays open for all we know."""
        for at in range(len(self.stack) - 1, -1, -1):
            if self.stack[at] == name:
                del self.stack[at]
                self.open_now[name] -= 1
                return
