"""Fastly: purges by surrogate keys."""

from collections.abc import Sequence

from newsroom.delivery.purging.front import Front


class Fastly(Front):
    """A service of Fastly's; the token needs no more than ``purge_select`` for it."""

    name = "Fastly"
    tags_header = "Surrogate-Key"
    # It takes 256 in a call.
    most_tags = 200

    def __init__(self, service: str, token: str, *, api: str = "https://api.fastly.com") -> None:
        self.url = f"{api}/service/{service}/purge"
        self.token = token

    def drop(self, tags: Sequence[str]) -> None:
        # Hard, which is what it does unless told otherwise: what was killed is not sent stale.
        headers = {"Fastly-Key": self.token, "Accept": "application/json"}
        self._ask("POST", self.url, headers=headers, json={"surrogate_keys": list(tags)})
