"""The one way out to the web: copy, pictures, webhooks and purges all pass through here."""

from newsroom.fetch.asking import fetch, send
from newsroom.fetch.errors import FetchError
from newsroom.fetch.exchange import Fetched

__all__ = ["FetchError", "Fetched", "fetch", "send"]
