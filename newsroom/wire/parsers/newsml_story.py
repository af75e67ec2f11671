"""Which stories a NewsML item tells, told from its components."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from newsroom.wire.parsers.item import WireError
from newsroom.wire.parsers.markup import Element, folded
from newsroom.wire.parsers.newsml_component import COPY_PARTS, Component, plainness

_MOST_STORIES = 30
_MOST_PICTURES = 500


@dataclass(slots=True)
class Story:
    """The contents of one story by their part in it.

    ``path`` is its component and those around it, the nearest first; ``pictures`` are
    components of a picture each, or of one of its sizes.
    """

    path: tuple[Component, ...]
    parts: dict[str, list[Element]] = field(default_factory=dict)
    pictures: list[Component] = field(default_factory=list)

    @property
    def has_copy(self) -> bool:
        return any(name in self.parts for name in COPY_PARTS)

    @property
    def has_body(self) -> bool:
        return "body" in self.parts or "lead" in self.parts

    @property
    def language(self) -> str:
        """The language that the nearest component names."""
        return next((each.language for each in self.path if each.language), "")

    def add(self, component: Component) -> None:
        """Takes in what ``component`` itself holds."""
        if component.texts:
            best, *others = component.texts
            self.parts.setdefault(component.part, []).append(best)
            if others and component.part in COPY_PARTS:
                self.parts.setdefault("alternative", []).extend(others)
        if component.pictures:
            self.pictures.append(component)


def stories_of(top: Component) -> list[Story]:
    """The stories that ``top`` tells, the principal one first; always at least one.

    One text with its captions, titles and pictures is one story, however deep it lies. Texts
    that each have a headline or a language of their own are stories of their own, and share
    the pictures that stand beside them. Raises ``WireError`` where there are too many.
    """
    found = list(islice(_filled(Story((top,)), top), _MOST_STORIES + 1))
    if len(found) > _MOST_STORIES:
        raise WireError(f"One item holds more than {_MOST_STORIES} stories; that cannot be right.")
    if any(len(story.pictures) > _MOST_PICTURES for story in found):
        raise WireError(f"One item holds more than {_MOST_PICTURES} pictures.")
    return found


def _filled(story: Story, component: Component) -> Iterator[Story]:
    if component.is_picture:
        story.pictures.append(component)
        yield story
        return
    story.add(component)
    languages = {child.language for child in component.children if child.holds_copy} - {""}
    equivalents = _is_yes(component.element.get("EquivalentsList"))
    stories: list[Component] = []
    leaves: list[Component] = []
    for child in component.children:
        if child.holds_copy and _tells_a_story(child, among_languages=len(languages) > 1):
            stories.append(child)
        elif child.is_picture:
            story.pictures.append(child)
        elif equivalents and child.holds_copy:
            leaves.append(child)
        else:
            _add_branch(story, child)
    if leaves:
        _add_best(story, leaves)
    if equivalents:
        stories = _one_a_language(story, stories)
    yield from _told(story, stories)


def _tells_a_story(child: Component, *, among_languages: bool) -> bool:
    return bool(child.children) or child.has_headline or among_languages


def _add_branch(story: Story, component: Component) -> None:
    for each in _branch(component):
        story.add(each)


def _add_best(story: Story, leaves: list[Component]) -> None:
    """Of texts that are equivalent the one that says most; the others are kept beside it."""
    best, *others = sorted(leaves, key=lambda leaf: min(map(plainness, leaf.texts), default=9))
    story.add(best)
    for other in others:
        story.parts.setdefault("alternative", []).extend(other.texts)


def _told(story: Story, stories: list[Component]) -> Iterator[Story]:
    if len(stories) == 1 and not story.has_body:
        story.path = (stories[0], *story.path)
        yield from _filled(story, stories[0])
        return
    if story.has_body or not stories:
        yield story
    for number, child in enumerate(stories):
        own = Story((child, *story.path))
        if not story.has_body:
            own.pictures = [*story.pictures]
            own.parts = {
                name: [*contents]
                for name, contents in story.parts.items()
                if number == 0 or name == "caption"
            }
        yield from _filled(own, child)


def _one_a_language(story: Story, stories: list[Component]) -> list[Component]:
    """Of equivalents in one language the first is told, and the others are kept beside it."""
    told: dict[str, Component] = {}
    for child in stories:
        if told.setdefault(child.language, child) is not child:
            contents = [content for each in _branch(child) for content in each.texts]
            story.parts.setdefault("alternative", []).extend(contents)
    return list(told.values())


def _branch(component: Component) -> Iterator[Component]:
    yield component
    for child in component.children:
        yield from _branch(child)


def _is_yes(said: str | None) -> bool:
    return folded(said).casefold() in {"yes", "true", "1"}
