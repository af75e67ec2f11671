"""Cloudflare: purges by cache tags."""

from collections.abc import Sequence

from newsroom.delivery.purging.front import Front, PurgeError


class Cloudflare(Front):
    """A zone of Cloudflare's, with a rule that makes its pages eligible for the cache."""

    name = "Cloudflare"
    tags_header = "Cache-Tag"
    separator = ","
    # Neither passed on to readers nor read by any other cache.
    life_header = "Cloudflare-CDN-Cache-Control"
    # It takes 100 in a call.
    most_tags = 100

    def __init__(
        self, zone: str, token: str, *, api: str = "https://api.cloudflare.com/client/v4"
    ) -> None:
        self.url = f"{api}/zones/{zone}/purge_cache"
        self.token = token

    def drop(self, tags: Sequence[str]) -> None:
        headers = {"Authorization": f"Bearer {self.token}"}
        response = self._ask("POST", self.url, headers=headers, json={"tags": list(tags)})
        try:
            is_done = response.json()["success"] is True
        except (ValueError, KeyError, TypeError):
            is_done = False
        if not is_done:
            raise PurgeError(f"Cloudflare answered: {' '.join(response.text[:200].split())}")

    def life(self, seconds: float) -> str:
        return f"public, {super().life(seconds)}"
