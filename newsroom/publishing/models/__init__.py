"""The records of publishing: stories, editions, pages, and what they refer to."""

from newsroom.publishing.models.body import BodyField
from newsroom.publishing.models.contributor import Byline, Contributor
from newsroom.publishing.models.edition import Edition
from newsroom.publishing.models.membership import Membership, Role
from newsroom.publishing.models.page import Page, PageByline, PagePicture, PageTopic
from newsroom.publishing.models.records import (
    AppendOnlyError,
    AuditEntry,
    Notice,
    OutboxMessage,
)
from newsroom.publishing.models.section import RESERVED_SLUGS, Section
from newsroom.publishing.models.story import Story, StoryQuerySet
from newsroom.publishing.models.topic import OldSlug, Topic

__all__ = [
    "RESERVED_SLUGS",
    "AppendOnlyError",
    "AuditEntry",
    "BodyField",
    "Byline",
    "Contributor",
    "Edition",
    "Membership",
    "Notice",
    "OldSlug",
    "OutboxMessage",
    "Page",
    "PageByline",
    "PagePicture",
    "PageTopic",
    "Role",
    "Section",
    "Story",
    "StoryQuerySet",
    "Topic",
]
