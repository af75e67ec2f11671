"""What the agency orders is carried out: kills, holds and embargoes, here and at the desk."""

from dataclasses import dataclass
from datetime import datetime

from newsroom.wire import outcomes
from newsroom.wire.alarms import alarm, tell_followers_of_hold, tell_of_kill
from newsroom.wire.holdings import Holdings
from newsroom.wire.models import Feed, WireStory
from newsroom.wire.pictures import ask_again, kill_pictures, restore_pictures, warn_of_embargo
from newsroom.wire.standing import WITHHELD, Standing, standing
from newsroom.wire.taker import Taker

_WIRE = "wire"


@dataclass(frozen=True, slots=True)
class Enforcer:
    """Carries orders out on locked stories; what it does to one it does to its parts."""

    feed: Feed
    taker: Taker
    now: datetime
    holdings: Holdings

    # --- Kills ---

    def kill(self, story: WireStory, reason: str, *, tells: bool = True) -> None:
        """Kills the story and its parts, whatever the desk made of them since the last kill."""
        for each in (story, *self.holdings.parts(story)):
            self._kill(each, reason, tells=tells)

    def _kill(self, story: WireStory, reason: str, *, tells: bool = True) -> None:
        is_new = story.state != WireStory.State.KILLED
        if is_new:
            story.state, story.killed_at = WireStory.State.KILLED, self.now
            story.kill_reason = reason
            story.save(update_fields=["state", "killed_at", "kill_reason"])
        # What was killed before may have been restored by the desk since.
        is_taken = self.holdings.is_taken(story)
        was_alive = is_taken and self.taker.kill(story, reason, feed=self.feed.name)
        # So may its pictures.
        were_shown = kill_pictures(story, reason, feed=self.feed.name)
        if tells and (is_new or was_alive or were_shown):
            tell_of_kill(story, reason, feed=self.feed, now=self.now)

    def killed_with(self, story: WireStory) -> str:
        """Why no version of the story is taken; empty if it is alive."""
        if story.state == WireStory.State.KILLED:
            return story.kill_reason or outcomes.KILLED
        root = self.holdings.root(story)
        if root is None or root.state != WireStory.State.KILLED:
            return ""
        reason = root.kill_reason or outcomes.KILLED
        self._kill(story, reason)
        return reason

    # --- Holds and embargoes ---

    def show(self, story: WireStory, after: Standing) -> None:
        """Keeps how the story stands, for the inbox."""
        state = WireStory.State.WITHHELD if after.is_withheld else WireStory.State.USABLE
        if story.state == WireStory.State.KILLED:
            state = WireStory.State.KILLED
        if (story.embargo_until, story.state) != (after.embargo_until, state):
            story.embargo_until, story.state = after.embargo_until, state
            story.save(update_fields=["embargo_until", "state"])

    def stand(
        self, story: WireStory, before: Standing, after: Standing, *, insists: bool = False
    ) -> bool:
        """Tells the desk what changed; what an editor released stays released.

        Unless the agency ``insists``: its newest word withholds the story. Whether that lifted
        what had been forbidden.
        """
        is_lifted = self._stand(story, before, after, insists=insists)
        if before != after or insists:
            for part in self.holdings.parts(story):
                own = standing(self.holdings.versions[part.pk])
                was, will_be = own.under(before), own.under(after)
                if self._stand(part, was, will_be, insists=insists):
                    self.taker.bring_back(part, feed=self.feed.name)
        return is_lifted

    def _stand(self, story: WireStory, before: Standing, after: Standing, *, insists: bool) -> bool:
        self.show(story, after)
        self._stand_pictures(story, before, after, insists=insists)
        forbids_anew = bool(after.hold) and (insists or after.hold != before.hold)
        if forbids_anew:
            tell_followers_of_hold(story, after.hold, now=self.now)
        if before.is_withheld and not after.is_withheld and after.hold:
            alarm(f"{self.feed}: {outcomes.FREED_BUT_HELD} {after.hold}", now=self.now, about=story)
        if not self.holdings.is_taken(story):
            return False
        feed = self.feed.name
        if before.embargo_until != after.embargo_until:
            self.taker.set_embargo(story, after.embargo_until, before=before.embargo_until)
        if forbids_anew:
            takes_down = after.is_withheld
            self.taker.hold(story, after.hold, feed=feed, origin=_WIRE, withdraw=takes_down)
        is_lifted = bool(before.hold) and not after.hold
        if is_lifted:
            self.taker.release(story, feed=feed)
        return is_lifted

    def _stand_pictures(
        self, story: WireStory, before: Standing, after: Standing, *, insists: bool
    ) -> None:
        """If the story is a picture: wherever that is shown, or waits to be."""
        feed = self.feed.name
        if after.is_withheld and (insists or not before.is_withheld):
            kill_pictures(story, WITHHELD, feed=feed)
        elif before.hold and not after.hold:
            restore_pictures(story, feed=feed, now=self.now)
        if before.embargo_until != after.embargo_until:
            ask_again(story)
            if after.embargo_until is not None:
                warn_of_embargo(story, after.embargo_until, feed=feed, now=self.now)
