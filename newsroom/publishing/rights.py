"""Who may do what: one table of roles and verbs, and how it is asked."""

from typing import TYPE_CHECKING

from newsroom.publishing.models.membership import Membership, Role
from newsroom.publishing.models.section import Section

if TYPE_CHECKING:
    from newsroom.publishing.models.story import Story
    from newsroom.staff.models import User

_REPORTER = frozenset({"create", "submit"})
_SUB_EDITOR = _REPORTER | {"edit", "approve", "send_back", "publish_minor"}
_DESK_EDITOR = _SUB_EDITOR | frozenset(
    "publish schedule unschedule withdraw reclassify hold release spike unspike".split()
)
_CHIEF_EDITOR = _DESK_EDITOR | {"kill", "restore", "relaunch", "kill_picture"}

# "edit" of own unpublished stories belongs to every writer; see ``may_edit``.
VERBS: dict[str, frozenset[str]] = {
    Role.REPORTER: _REPORTER,
    Role.SUB_EDITOR: _SUB_EDITOR,
    Role.DESK_EDITOR: _DESK_EDITOR,
    Role.CHIEF_EDITOR: _CHIEF_EDITOR,
    Role.PHOTO_EDITOR: frozenset({"kill_picture"}),
    Role.WIRE_OPERATOR: frozenset(),
    Role.ADMINISTRATOR: frozenset(),
}


class Rights:
    """One user's rights, read once: one query, then plain look-ups."""

    def __init__(self, user: "User | None") -> None:
        self.user = user
        active = user is not None and user.is_active
        self.everything = user is None or (active and user.is_superuser)
        # Each with the sections that it is for; none means all.
        self.memberships: list[tuple[Membership, set[int]]] = []
        if user is not None and active and not self.everything:
            self.memberships = _memberships(user)

    @property
    def roles(self) -> set[str]:
        return {member.role for member, _ in self.memberships}

    def has_role(self, *roles: str) -> bool:
        return self.everything or not self.roles.isdisjoint(roles)

    def may(self, verb: str, story: "Story | None" = None) -> bool:
        """Whether the user may do ``verb`` to ``story`` (or to any story at all, if None)."""
        if self.everything:
            return True
        return any(
            verb in VERBS[member.role] and (story is None or _covers(member, sections, story))
            for member, sections in self.memberships
        )

    def may_edit(self, story: "Story") -> bool:
        """Editors in their sections; every writer their own story until it is published."""
        if self.may("edit", story):
            return True
        is_own = self.user is not None and story.created_by_id == self.user.pk
        return is_own and story.first_published_at is None and self.may("create")


def _memberships(user: "User") -> list[tuple[Membership, set[int]]]:
    found: dict[int, tuple[Membership, set[int]]] = {}
    rows = user.memberships.order_by("pk").values_list("pk", "role", "opinion", "sections")
    for pk, role, opinion, section in rows:
        member = Membership(pk=pk, user=user, role=role, opinion=opinion)
        _, sections = found.setdefault(pk, (member, set()))
        if section is not None:
            sections.add(section)
    return list(found.values())


def _covers(member: Membership, sections: set[int], story: "Story") -> bool:
    if not sections and not member.opinion:
        return True
    if story.section_id is None:
        # A draft that has no section yet is everybody's, but what readers have belongs to some desk
        # even if its section was taken off; opinion without one is the opinion desk's.
        return story.first_published_at is None if story.needs_section else member.opinion
    if story.section_id in sections:
        return True
    section: Section | None = story.section
    return section is not None and section.parent_id in sections
