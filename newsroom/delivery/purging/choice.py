"""Which cache stands in front, as the settings say."""

from functools import lru_cache

from django.conf import settings

from newsroom.delivery.purging.cloudflare import Cloudflare
from newsroom.delivery.purging.fastly import Fastly
from newsroom.delivery.purging.front import Front
from newsroom.delivery.purging.varnish import Varnish
from newsroom.environment import PurgeAddress


def front() -> Front | None:
    """What keeps pages and can be purged; None if nothing does."""
    address = settings.NEWSROOM_PURGE
    return _at(address) if address else None


@lru_cache(maxsize=8)
def _at(address: PurgeAddress) -> Front:
    if address.kind == "fastly":
        return Fastly(address.place, address.token)
    if address.kind == "cloudflare":
        return Cloudflare(address.place, address.token)
    return Varnish(address.place.split(","))
