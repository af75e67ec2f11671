"""What the desk's front page says about the wire."""

from typing import Any

from django import template

from newsroom.publishing.permissions import may, rights_of
from newsroom.wire.models import Delivery

register = template.Library()


@register.simple_tag(takes_context=True)
def quarantined_count(context: dict[str, Any]) -> int:
    """How many deliveries could not be read; 0 for those who do not see the wire."""
    if not may(rights_of(context["request"]), "view", "wire.delivery"):
        return 0
    return Delivery.objects.quarantined().count()
