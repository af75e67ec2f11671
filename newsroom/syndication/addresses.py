"""Full public addresses, for whoever reads outside the site."""

import re
from functools import lru_cache
from html import escape, unescape
from urllib.parse import urljoin

from django.core.files.storage import Storage, storages
from django.utils.encoding import iri_to_uri

# A link whose address is not full, and what stands before that, as the sanitiser writes it.
_LINK = re.compile(
    r'(<a(?: [a-z]+="[^"]*")*? href=")(?!(?:https?|mailto|tel):)([^"]*)"', re.IGNORECASE
)


def full(path: str, base_url: str) -> str:
    """The address of ``path``, with the site's own scheme and host before it."""
    return base_url + iri_to_uri(path)


def of_file(name: str, base_url: str) -> str:
    """The address at which readers fetch the file of that name, here or at an object store."""
    url = _of_file(storages["default"], name)
    return f"{base_url}{url}" if url.startswith("/") else url


@lru_cache(maxsize=8192)
def _of_file(storage: Storage, name: str) -> str:
    # Names are never used again for other files, nor does their address depend on the time.
    return storage.url(name)


def with_full_links(html: str, url: str) -> str:
    """``html`` (clean) with its links as they are meant where it stands, at ``url``."""
    if " href=" not in html:
        return html

    site = "/".join(url.split("/", 3)[:3])

    def link(found: re.Match[str]) -> str:
        address = unescape(found[2])
        # Most begin so; that none begins with two is the sanitiser's care.
        full = site + address if address[:1] == "/" else urljoin(url, address)
        return f'{found[1]}{escape(full)}"'

    return _LINK.sub(link, html)
