"""A story's content as data: what an edition keeps, and how two contents differ."""

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsroom.publishing.models.story import Story

SCHEMA = 1

# Fields of a story that an edition keeps as they are.
PLAIN_FIELDS = (
    "headline",
    "slug",
    "kicker",
    "standfirst",
    "teaser",
    "body",
    "language",
    "direction",
    "dateline_place",
    "dateline_date",
    "credit",
    "evergreen",
    "print_edition",
    "print_page",
)

# What readers read of it; the rest (slug, section, topics, crops …) never stamps (rule R3).
READERS_FIELDS = (
    "headline",
    "kicker",
    "standfirst",
    "body",
    "dateline_place",
    "dateline_date",
    "credit",
)


def of_story(story: "Story") -> dict[str, Any]:
    """The working copy as JSON data of schema 1; reads bylines, topics and pictures."""
    data: dict[str, Any] = {name: getattr(story, name) for name in PLAIN_FIELDS}
    data["kind"] = getattr(story, story.genre_field)
    data["section"] = story.section_id
    data["print_date"] = story.print_date.isoformat() if story.print_date else ""
    data["legacy_addresses"] = list(story.legacy_addresses)
    data["topics"] = [
        {"id": topic.pk, "name": topic.name, "slug": topic.slug}
        for topic in sorted(story.topics.all(), key=lambda topic: topic.name)
    ]
    data["bylines"] = [line.as_content() for line in story.bylines.all()]
    data["pictures"] = [use.as_content() for use in story.pictures.all()]
    return data


def digest(content: dict[str, Any]) -> str:
    """SHA-256 (hex) of what editors can change; a topic's new name is no change."""
    stable = {
        **content,
        "topics": sorted(topic["id"] for topic in content["topics"]),
        "bylines": [
            [line["contributor"] or line["name"], line["role"]] for line in content["bylines"]
        ],
    }
    text = json.dumps(stable, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def readers_text_changed(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether readers would read something else: words, pictures, captions; not slug or topics."""
    return _readers_view(before) != _readers_view(after)


def _readers_view(content: dict[str, Any]) -> list[Any]:
    pictures = [[use["image"], use["caption"], use["credit"]] for use in content["pictures"]]
    bylines = [[line["name"], line["role"]] for line in content["bylines"]]
    return [*(content[name] for name in READERS_FIELDS), pictures, bylines]
