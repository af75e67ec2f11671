"""What the desk's front page says about the wire."""

from typing import Any

from django import template

from newsroom.publishing.permissions import may, rights_of
from newsroom.wire.models import Delivery, WireStory

register = template.Library()


@register.simple_tag(takes_context=True)
def inbox_count(context: dict[str, Any]) -> int | None:
    """How many stories wait in the inbox, 1,000 at most; None for those who do not see it."""
    if not may(rights_of(context["request"]), "view", "wire.wirestory"):
        return None
    return WireStory.objects.waiting().filter(current__type="text")[:1000].count()


@register.simple_tag(takes_context=True)
def quarantined_count(context: dict[str, Any]) -> int:
    """How many deliveries could not be read; 0 for those who do not see the wire."""
    if not may(rights_of(context["request"]), "view", "wire.delivery"):
        return 0
    return Delivery.objects.quarantined().count()
