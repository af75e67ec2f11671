"""Asking the web for something or telling it something, and following where that leads."""

import base64
import re
from collections.abc import Collection, Mapping

from newsroom.fetch.address import read_address
from newsroom.fetch.deadline import Deadline
from newsroom.fetch.errors import FetchError
from newsroom.fetch.exchange import Bounds, Fetched, Question, ask, checked_headers
from newsroom.fetch.networks import Network

_MOST = 20 * 2**20
_SECONDS = 30.0
_HOPS = 5
_SENT_ON = frozenset({301, 302, 303, 307, 308})
# After the others a message would arrive as a question without it, and seem delivered.
_SENT_ON_WITH_CONTENT = frozenset({307, 308})
_METHOD = re.compile(r"[A-Z]{3,12}")


def fetch(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
    etag: str = "",
    last_modified: str = "",
    max_bytes: int = _MOST,
    deadline: float = _SECONDS,
    max_redirects: int = _HOPS,
    allow: Collection[Network] = (),
) -> Fetched:
    """What stands at ``url``, of whatever status; raises FetchError.

    ``auth`` is a user name and a password. ``etag`` and ``last_modified`` are those of the last
    answer: if nothing changed since, the answer is ``is_unchanged`` and empty. ``deadline`` is
    in seconds, for everything together. ``allow`` names networks that are asked though they are
    not public. What ``auth`` and ``headers`` hold never reaches another server than that of
    ``url``, nor this one unencrypted if it was to be encrypted.
    """
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    told = _told(headers, auth, {name: value for name, value in conditions.items() if value})
    question = Question("GET", told, follows=_SENT_ON if max_redirects else frozenset())
    return _followed(question, url, Bounds(Deadline(deadline), max_bytes, allow), max_redirects)


def send(
    url: str,
    *,
    content: bytes,
    content_type: str,
    headers: Mapping[str, str] | None = None,
    method: str = "POST",
    auth: tuple[str, str] | None = None,
    max_bytes: int = _MOST,
    deadline: float = _SECONDS,
    max_redirects: int = _HOPS,
    allow: Collection[Network] = (),
) -> Fetched:
    """The answer of ``url`` to ``content``; raises FetchError. See ``fetch`` for the rest.

    It follows the statuses 307 and 308; any other redirect is the answer, and says that
    ``content`` has not arrived. The message never goes from an encrypted to a plain address.
    """
    if not _METHOD.fullmatch(method) or method in {"CONNECT", "TRACE"}:
        raise FetchError(f"{method!a} is no way to send something.")
    told = _told(headers, auth, {"Content-Type": content_type} if content_type else {})
    follows = _SENT_ON_WITH_CONTENT if max_redirects else frozenset[int]()
    question = Question(method, told, content, follows)
    return _followed(question, url, Bounds(Deadline(deadline), max_bytes, allow), max_redirects)


def _told(
    headers: Mapping[str, str] | None, auth: tuple[str, str] | None, more: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """All headers that speak of the question; a caller's own goes before ours."""
    told = {"User-Agent": "Newsroom", "Accept": "*/*", **more}
    if auth is not None:
        if ":" in auth[0]:
            raise FetchError("A user name cannot hold a colon.")
        pair = ":".join(auth).encode()
        told["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    given = {name.lower() for name in headers or {}}
    kept = {name: value for name, value in told.items() if name.lower() not in given}
    return checked_headers({**kept, **(headers or {})})


def _followed(question: Question, url: str, bounds: Bounds, max_redirects: int) -> Fetched:
    address = read_address(url)
    asked = [str(address)]
    must_stay_encrypted = question.is_confidential and address.scheme == "https"
    before = ""
    while True:
        try:
            answer, location = ask(question, address, bounds)
            if not location:
                return answer
            following = address.following(location)
        except FetchError as refusal:
            raise FetchError(f"{before}{refusal}", is_temporary=refusal.is_temporary) from None
        if str(following) in asked:
            raise FetchError("The server sends us round in a circle.")
        if len(asked) > max_redirects:
            raise FetchError(f"The server sent us on more than {max_redirects} times.")
        if must_stay_encrypted and following.scheme == "http":
            raise FetchError(
                "The server sent us on to an unencrypted address, where a password or a message"
                " must not go."
            )
        if following.origin != address.origin:
            question = question.for_others()
        asked.append(str(following))
        address = following
        before = f"The server sent us on to {address.authority}. "
