"""What stands in front and keeps pages by their tags: how it is told, whichever it is."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from functools import cached_property
from itertools import batched
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

# On every page that may be kept.
EVERYTHING = "everything"
# On a page that shows more than a header can name; with every purge these go, too.
MANY = "many"
# What proxies between take as headers, all of them together, is 4 kB with nginx.
MOST_BYTES = 2800

# For so long a page may be kept that nobody changes. A purge that is lost costs no more than this,
# and longer would gain nothing: the newsroom has the page in memory and answers once in that time.
LIFE_SECONDS = 600
# For so long beyond it a page is sent if the newsroom does not answer.
STALE_IF_ERROR_SECONDS = 600


class PurgeError(Exception):
    """It was not accepted, and is to be tried again, after so many seconds if it said so."""

    def __init__(self, message: str, *, after: float = 0.0) -> None:
        super().__init__(message)
        self.after = after


class Front(ABC):
    """A cache in front of the site. For many threads.

    It is reached with plain httpx, not by ``newsroom.fetch``: the operator names it in the
    environment, and it may well stand on a private network. Redirects are not followed, since
    they would carry the token elsewhere.
    """

    name: str
    # How a page names what it shows, and says how long this cache (and no other) may keep it.
    tags_header: str
    separator = " "
    life_header = "Surrogate-Control"
    most_tags: int

    def purge(self, tags: Collection[str]) -> None:
        """Drops every page that shows one of ``tags``; raises ``PurgeError``."""
        for some in batched(sorted(tags), self.most_tags, strict=False):
            self.drop(some)

    def purge_everything(self) -> None:
        """Drops every page; raises ``PurgeError``."""
        self.drop([EVERYTHING])

    @abstractmethod
    def drop(self, tags: Sequence[str]) -> None:
        """As ``purge``, for no more than ``most_tags``."""

    def tags_of_page(self, tags: Collection[str]) -> str:
        """The value of ``tags_header`` of a page that shows ``tags``."""
        value = self.separator.join([EVERYTHING, *sorted(tags)])
        return value if len(value) <= MOST_BYTES else self.separator.join([EVERYTHING, MANY])

    def life(self, seconds: float) -> str:
        """The value of ``life_header`` of a page that is right for so long."""
        return f"max-age={int(seconds)}, stale-if-error={STALE_IF_ERROR_SECONDS}"

    @cached_property
    def _client(self) -> "httpx.Client":
        import httpx  # a fifth of a second, which only a process that purges has to spend

        return httpx.Client(
            timeout=httpx.Timeout(5.0, connect=2.0), follow_redirects=False, trust_env=False
        )

    def close(self) -> None:
        """Hangs up; what it is asked afterwards begins anew."""
        if client := vars(self).pop("_client", None):
            client.close()

    def _ask(self, method: str, url: str, **told: object) -> "httpx.Response":
        """The answer to a request that was accepted; raises ``PurgeError``."""
        import httpx

        try:
            response = self._client.request(method, url, **told)  # type: ignore[arg-type]
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            where, said = httpx.URL(url).netloc.decode(), str(error) or type(error).__name__
            raise PurgeError(f"{self.name} at {where}: {said}") from error
        if response.is_success:
            return response
        said = " ".join(response.text[:200].split())
        message = f"{self.name} answered {response.status_code}: {said}"
        raise PurgeError(message, after=_seconds(response.headers.get("Retry-After", "")))


def _seconds(retry_after: str) -> float:
    return float(retry_after) if retry_after.isdecimal() and len(retry_after) < 6 else 0.0
