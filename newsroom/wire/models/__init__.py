"""The records of the wire: sources and feeds, deliveries, stories and their versions, rules."""

from newsroom.wire.models.delivery import Delivery
from newsroom.wire.models.feed import Feed, FeedState, FeedToken, RemoteFile, Source
from newsroom.wire.models.item import Derivation, Follow, WireItem, WirePicture, WireStory
from newsroom.wire.models.routing import RoutingRule

__all__ = [
    "Delivery",
    "Derivation",
    "Feed",
    "FeedState",
    "FeedToken",
    "Follow",
    "RemoteFile",
    "RoutingRule",
    "Source",
    "WireItem",
    "WirePicture",
    "WireStory",
]
