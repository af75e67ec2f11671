"""The one way out to the web for what others name: copy, pictures and webhooks pass through here.

Purges do not: what stands in front is named by the operator, and may be on a private network.
"""

from newsroom.fetch.asking import fetch, send
from newsroom.fetch.errors import FetchError
from newsroom.fetch.exchange import Fetched

__all__ = ["FetchError", "Fetched", "fetch", "send"]
