"""Copy behind a web address: a file, RSS, Atom or JSON that is asked for again and again."""

import re
from io import BytesIO
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings

from newsroom.fetch import Fetched, FetchError, fetch
from newsroom.wire.deliveries import Payload, keep_large, payload_of, raw_bytes
from newsroom.wire.models import Delivery, Feed, FeedState
from newsroom.wire.parsers import MAX_BYTES
from newsroom.wire.secrets import account_of
from newsroom.wire.transports.visit import Visit

SECRET = "{secret}"  # noqa: S105  (where in an address the feed's password goes)
_ETAG_LENGTH, _DATE_LENGTH = 500, 100
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
# When a feed was made, which many servers say anew each time they are asked.
_STAMP = re.compile(rb"<(lastBuildDate|pubDate|updated|dc:date)\b[^<>]*>[^<]*</\1\s*>")
_FIRST_ENTRY = re.compile(rb"<(?:item|entry)[\s>]")


def visit(result: Visit, seconds: float) -> None:
    """Asks for what is new since the last visit; nothing new is a success too."""
    state = FeedState.objects.filter(feed=result.feed).first() or FeedState(feed=result.feed)
    answer = _asked(result.feed, seconds, etag=state.etag, last_modified=state.last_modified)
    if answer.is_unchanged:
        result.etag, result.last_modified = state.etag, state.last_modified
        return
    refuse_what_is_no_copy(answer)
    is_new = not _is_known(result.feed, answer.content)
    if is_new and (reasons := result.take_in([_payload(result.feed, answer.content)])):
        # It is asked for again as if it had never come: an agency may mend it.
        result.failure = f"What the server sent is in quarantine: {next(iter(reasons.values()))}"
        return
    result.etag = answer.etag if len(answer.etag) <= _ETAG_LENGTH else ""
    result.last_modified = answer.last_modified if len(answer.last_modified) <= _DATE_LENGTH else ""


def try_connection(feed: Feed, seconds: float) -> str:
    """What is found at the address, in a sentence; raises FetchError. Nothing is taken in."""
    answer = _asked(feed, seconds)
    refuse_what_is_no_copy(answer)
    kind = answer.content_type.partition(";")[0].strip() or "a file without a type"
    return f"The server sent {len(answer.content):,} bytes of {kind}."


def refuse_what_is_no_copy(answer: Fetched) -> None:
    """Raises FetchError for errors, and for pages that only say that there is one."""
    if answer.status != 200:
        raise FetchError(_trouble(answer.status), is_temporary=answer.status >= 500)
    if not answer.content.strip():
        raise FetchError("The server sent nothing; what came before is kept.", is_temporary=True)
    start = answer.content[:4096].removeprefix(b"\xef\xbb\xbf")
    if _PAGE.match(start):
        raise FetchError("The server sent a web page instead of copy.", is_temporary=True)


def _is_known(feed: Feed, content: bytes) -> bool:
    """Whether only the stamp of the whole differs from the last time.

    Then it need not be kept again, once a minute for ever; the very same bytes are not anyway.
    """
    rows = Delivery.objects.filter(feed=feed, state=Delivery.State.DONE, size__lte=MAX_BYTES)
    last = rows.order_by("-pk").first()
    try:
        kept = raw_bytes(last) if last is not None else content
    except OSError:
        return False
    return kept != content and _undated(kept) == _undated(content)


def _undated(content: bytes) -> bytes:
    """A feed without its own dates; other copy, and the entries, as they are."""
    entry = _FIRST_ENTRY.search(content)
    if entry is None:
        return content
    return _STAMP.sub(b"", content[: entry.start()]) + content[entry.start() :]


def _trouble(status: int) -> str:
    if status in {401, 403, 407}:
        return f"The server does not let us in (status {status}): see the user name and password."
    if status in {404, 410}:
        return f"There is nothing at the address any more (status {status})."
    if status == 429:
        return "The server says that we ask too often (status 429)."
    if status >= 500:
        return f"The server is in trouble (status {status})."
    return f"The server answered with status {status}."


def _asked(feed: Feed, seconds: float, *, etag: str = "", last_modified: str = "") -> Fetched:
    account = account_of(feed)
    headers, auth, url = {}, None, feed.address
    if SECRET in url:
        url = url.replace(SECRET, quote(account.secret, safe=""))
    elif account.username:
        auth = (account.username, account.secret)
    elif account.secret:
        headers["Authorization"] = f"Bearer {account.secret}"
    return fetch(
        url,
        headers=headers,
        auth=auth,
        etag=etag,
        last_modified=last_modified,
        deadline=seconds,
        allow=settings.NEWSROOM_ALLOWED_NETWORKS,
    )


def _payload(feed: Feed, content: bytes) -> Payload:
    path = urlsplit(feed.address).path
    name = unquote(path.rstrip("/").rpartition("/")[2]) or feed.slug
    if len(content) <= MAX_BYTES:
        return payload_of(content, name)
    return keep_large(BytesIO(content), name)
