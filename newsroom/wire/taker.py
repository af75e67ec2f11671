"""What the wire asks of the desk that takes its stories; the desk registers itself when ready."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from newsroom.media.models import Image
from newsroom.wire.models import WireItem, WireStory


class TakingError(Exception):
    """The desk cannot store this copy; the message is for the wire operator."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a newer version: ``updated``, ``proposed``, ``held`` or ``killed``."""

    outcome: str
    reason: str = ""


class Taker(Protocol):
    """A desk. Everything is asked inside the wire's transaction, the wire story being locked.

    Items come with ``story`` and ``delivery.feed.source`` at hand.
    """

    def taken(self, stories: Collection[int]) -> dict[int, int]:
        """The desk's stories by the wire story that each was taken from (primary keys)."""

    def headline_of(self, story: WireStory) -> str:
        """What the desk calls what it took from ``story``; empty if it took nothing."""

    def take(self, items: Sequence[WireItem], *, by: Any = None) -> list[int]:
        """A new draft for each item; their primary keys in the same order. ``by`` takes them."""

    def follow(self, item: WireItem) -> Answer:
        """Replaces copy that nobody edited; if it is live, readers get it unless that is barred.

        On additions that came before the text they add to the desk decides.
        """

    def propose(self, item: WireItem, why: str) -> Answer:
        """Keeps a newer version for an editor to decide on; ``why`` it is not followed."""

    def publish(self, item: WireItem) -> Answer:
        """Gives a new draft to readers at once, since a rule says so; or says why not."""

    def set_embargo(
        self, story: WireStory, until: datetime | None, *, before: datetime | None
    ) -> None:
        """Nothing of it may be public before ``until``; ``before`` is what the agency had said.

        An embargo of the desk's own stays, if it is the later.
        """

    def hold(
        self, story: WireStory, reason: str, *, feed: str, origin: str, withdraw: bool
    ) -> None:
        """Forbids publication; ``withdraw`` takes a live page down too.

        ``origin``: wire if the agency wants it, rule if a routing rule does. ``feed`` is the name.
        """

    def release(self, story: WireStory, *, feed: str) -> None:
        """Lifts a hold that the agency had laid on it, and no other."""

    def bring_back(self, story: WireStory, *, feed: str) -> None:
        """Gives readers again what the agency had taken down and now allows, or tells a person.

        To be called when the agency's newest text has been followed or proposed.
        """

    def catch_up(self) -> int:
        """Gives readers what had to wait for its pictures; how many stories."""

    def people_of(self, story: WireStory) -> set[int]:
        """Primary keys of those who work on what was made of it here."""

    def illustrate(self, story: WireStory, images: Sequence[Image]) -> None:
        """Offers pictures that came with the story; what editors chose is left alone."""

    def kill(self, story: WireStory, reason: str, *, feed: str) -> bool:
        """Kills the desk's story, unless it is dead; ``feed`` is the name of who said so."""


_registered: list[Taker] = []


def register(taker: Taker) -> None:
    """Makes ``taker`` the desk that wire stories go to."""
    _registered[:] = [taker]


def registered() -> Taker:
    """The desk that takes wire stories; without one ``LookupError``."""
    if not _registered:
        raise LookupError("No desk takes wire copy; is the app articles installed?")
    return _registered[0]
