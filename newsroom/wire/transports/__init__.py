"""How copy comes here: one visit to a feed's folder or server, by its transport."""

from datetime import datetime
from types import ModuleType

from newsroom.fetch import FetchError
from newsroom.wire.models import Feed
from newsroom.wire.secrets import SecretError
from newsroom.wire.transports import folder, ftp, http, imap, sftp
from newsroom.wire.transports.address import check_address
from newsroom.wire.transports.visit import Visit

__all__ = ["VISITED", "FetchError", "Visit", "check_address", "try_connection", "visit"]

_T = Feed.Transport
_BY: dict[str, ModuleType] = {
    _T.FOLDER: folder,
    _T.HTTP: http,
    _T.FTP: ftp,
    _T.FTPS: ftp,
    _T.SFTP: sftp,
    _T.IMAP: imap,
}
# Feeds that the newsroom goes to; the others come by themselves.
VISITED = frozenset(_BY)


def visit(feed: Feed, now: datetime) -> Visit:
    """Makes one visit to ``feed`` and files what is new; what went wrong stands in it.

    It takes no longer than the feed's deadline, and what filing the files takes.
    """
    result = Visit(feed, now)
    try:
        _BY[feed.transport].visit(result, float(feed.deadline_seconds))
    except (FetchError, SecretError) as reason:
        result.failure = str(reason)
    return result


def try_connection(feed: Feed, seconds: float) -> str:
    """Goes there, takes nothing, and says in a sentence what was found; raises FetchError."""
    if feed.transport not in VISITED:
        raise FetchError("This feed is not visited: its copy is brought here.")
    try:
        found: str = _BY[feed.transport].try_connection(feed, seconds)
    except SecretError as reason:
        raise FetchError(str(reason)) from None
    return found
