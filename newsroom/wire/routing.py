"""Where copy goes: rules asked in order, each thing decided by the first rule that sets it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from newsroom.wire.subjects import key_of, keys_of


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule asks and what it sets; empty or None asks, or sets, nothing.

    ``feed`` and ``section`` are primary keys, ``subject`` a code with or without its scheme
    (``medtop:20000822``), ``keywords`` any one of which is enough.
    """

    name: str
    feed: int | None = None
    category: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    most_urgency: int | None = None
    section: int | None = None
    priority: int | None = None
    hold: str = ""
    publish: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """What the rules say of an item; ``rules`` are the names of those that decided something."""

    section: int | None = None
    priority: int = 0
    hold: str = ""
    publish: bool = False
    rules: tuple[str, ...] = ()


def route(rules: Iterable[Rule], item: Mapping[str, Any], *, feed: int) -> Route:
    """Where ``item`` (wire item as JSON data) of the feed with that key goes."""
    matching = [rule for rule in rules if applies(rule, item, feed=feed)]
    section = next((rule for rule in matching if rule.section is not None), None)
    priority = next((rule for rule in matching if rule.priority is not None), None)
    hold = next((rule for rule in matching if rule.hold), None)
    # Of a rule that holds and one that publishes, the one that holds has its way.
    publish = next((rule for rule in matching if rule.publish), None) if hold is None else None
    deciding = {id(rule) for rule in (section, priority, hold, publish)}
    return Route(
        section.section if section else None,
        (priority.priority if priority else None) or 0,
        hold.hold if hold else "",
        publish is not None,
        tuple(rule.name for rule in matching if id(rule) in deciding),
    )


def applies(rule: Rule, item: Mapping[str, Any], *, feed: int) -> bool:
    """Whether everything that ``rule`` asks is true of ``item``."""
    return (
        (rule.feed is None or rule.feed == feed)
        and (not rule.category or _same(rule.category, item.get("category")))
        and (not rule.language or _is_language(rule.language, item.get("language")))
        and (rule.most_urgency is None or int(item.get("urgency") or 5) <= rule.most_urgency)
        and (not rule.subject or _has_subject(rule.subject, item.get("subjects") or ()))
        and (not rule.keywords or _has_keyword(rule.keywords, item))
    )


def keywords_of(text: str) -> tuple[str, ...]:
    """``flood, high water`` as a rule keeps it: one of them is enough."""
    return tuple(word for part in text.split(",") if (word := " ".join(part.split())))


def _same(wanted: str, said: Any) -> bool:
    return str(said or "").casefold() == wanted.casefold()


def _is_language(wanted: str, said: Any) -> bool:
    """``pt`` is true of ``pt-BR``; ``pt-BR`` is not true of ``pt``."""
    tag = str(said or "").casefold()
    return tag == wanted.casefold() or tag.startswith(f"{wanted.casefold()}-")


def _has_subject(wanted: str, subjects: Sequence[Mapping[str, Any]]) -> bool:
    key = key_of(wanted)
    return any(
        key in keys_of(str(each.get("code") or ""), str(each.get("scheme") or ""))
        for each in subjects
    )


def _has_keyword(wanted: Sequence[str], item: Mapping[str, Any]) -> bool:
    said = [item.get("headline"), item.get("slugline"), *(item.get("keywords") or ())]
    text = "\n".join(str(each) for each in said if each)
    return any(_word(word).search(text) for word in wanted)


@lru_cache(maxsize=1000)
def _word(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
