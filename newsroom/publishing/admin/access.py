"""Who may open, change and act on a story: the roles' rights as the admin asks them."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

from newsroom.publishing.models import Role, Story
from newsroom.publishing.permissions import rights_of

if TYPE_CHECKING:
    from newsroom.staff.models import User

__all__ = ["READS_STORIES", "may_act", "may_change", "may_read", "rights_of", "user_of"]

# Everyone who works on the paper reads its stories; who only looks after people does not.
READS_STORIES = frozenset(Role) - {Role.ADMINISTRATOR}


def user_of(request: HttpRequest) -> "User":
    """The signed-in member of staff; the admin lets nobody else in."""
    return request.user  # type: ignore[return-value]


def may_read(request: HttpRequest) -> bool:
    """Whether the user may open stories at all."""
    return rights_of(request).has_role(*READS_STORIES)


def may_change(request: HttpRequest, story: Story) -> bool:
    """Whether the user may save the working copy; a killed story has to be restored first."""
    return not story.is_killed and rights_of(request).may_edit(story)


def may_act(request: HttpRequest, verb: str, story: Story) -> bool:
    """Whether the user's role allows ``verb`` on ``story``, whatever state it is in."""
    rights = rights_of(request)
    if verb == "publish" and story.is_live:
        return rights.may("publish", story) or rights.may("publish_minor", story)
    if verb == "submit":
        return rights.may("submit", story) and rights.may_edit(story)
    return rights.may(verb, story)
