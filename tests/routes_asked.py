"""How each public route is asked about a story that no reader may see.

Keys are a route's name and its pattern, as the URL resolver knows them; each value gives the
addresses that might give the story away. Add a line with every public route.
"""

from collections.abc import Callable

from tests.hidden import Hidden


def _story_addresses(hidden: Hidden) -> list[str]:
    return hidden.addresses


_DATED = r"\d{4}/[a-z]{3}/\d{2}/[^/]+/$"

ASKED: dict[str, Callable[[Hidden], list[str]]] = {
    "articles:front_page ": lambda _: ["/", "/?canary=1"],
    "articles:section <str:section>/": lambda _: ["/world/", "/world/?before=canary"],
    "articles:subsection <str:section>/<str:subsection>/": lambda _: ["/world/canary/"],
    rf"articles:article ^[^/]+/{_DATED}": _story_addresses,
    "editorials:opinion opinion/": lambda _: ["/opinion/"],
    "editorials:genre opinion/<str:genre>/": lambda _: [
        f"/opinion/{genre}/" for genre in ("editorial", "columns", "letters", "cartoons", "canary")
    ],
    rf"editorials:piece opinion/^(?:editorial|columns|letters|cartoons)/{_DATED}": _story_addresses,
    "media:file media/<path:name>": lambda hidden: [f"/media/{name}" for name in hidden.files],
    "delivery:live health/live": lambda _: ["/health/live"],
    "delivery:ready health/ready": lambda _: ["/health/ready"],
    # An agency's way in: it gives nothing out, and a reader's browser only asks.
    "wire:push wire/push/<slug:feed>/": lambda _: ["/wire/push/canary/"],
    "any_address ": lambda hidden: [
        *hidden.addresses,
        "/canarylegacy.html",
        "/story.php?id=canary7",
    ],
}
