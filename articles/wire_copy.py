"""The words of agency copy in an article's fields, and what editors have changed of them."""

import re
from typing import Any

from django.db.models import Q

from articles.models import Article, Byline
from newsroom.text.sanitize import clean_html
from newsroom.wire.models import WireItem
from newsroom.wire.taker import TakingError

# What an editor may have written over; section, topics and placement are not the copy's text.
TEXT = "headline kicker standfirst teaser body dateline_place dateline_date credit".split()
# Of these the agency sends some; the desk's own are left alone by newer versions.
FROM_COPY = "headline standfirst body dateline_place dateline_date credit".split()
_BYLINE_ENDS = re.compile(r",\s*By\s+")


def copy_of(item: WireItem) -> dict[str, Any]:
    """The item's words as an article's text fields; the headline is empty if the copy has none."""
    data, feed = item.data, item.delivery.feed
    dateline = data.get("dateline") or {}
    lacks_headline = "headline" in data.get("warnings", ())
    try:
        body = clean_html(data.get("body_html") or "")
    except ValueError as reason:
        raise TakingError(f"The text cannot be stored: {reason}") from reason
    copy = {
        "headline": "" if lacks_headline else data.get("headline") or "",
        "standfirst": data.get("abstract") or "",
        "dateline_place": dateline.get("place") or "",
        "dateline_date": dateline.get("date") or "",
        "credit": data.get("credit") or dateline.get("source") or feed.source.credit,
    }
    fitting = {name: _fitting(name, text) for name, text in copy.items()}
    byline = data.get("byline") or ""
    names = _BYLINE_ENDS.split(byline)
    limit = Byline._meta.get_field("name").max_length
    bylines = [name[:limit] for name in (_printed(name) for name in names) if name]
    return {**fitting, "body": body, "bylines": bylines}


def _fitting(name: str, text: str) -> str:
    return text[: getattr(Article._meta.get_field(name), "max_length", None)]


def _printed(byline: str) -> str:
    """The printed name: ``By Jane Doe`` says who wrote it, the page says "By" itself."""
    byline = byline.strip()
    return byline[3:].strip() if byline[:3].casefold() == "by " else byline


def base_of(copy: dict[str, Any]) -> dict[str, Any]:
    """What merges with newer versions start from: the copy, and nothing where it has nothing."""
    return {**dict.fromkeys(TEXT, ""), **copy}


def headlines_of(item: WireItem, copy: dict[str, Any]) -> tuple[str, str]:
    """Headline and working headline; copy without one gets a proposal as both."""
    if copy["headline"]:
        return copy["headline"], ""
    proposal = _fitting("working_headline", item.data.get("headline") or "").strip()
    return proposal, proposal


def bylines_of(article: Article, copy: dict[str, Any]) -> list[Byline]:
    """The copy's byline lines for ``article``, not stored."""
    names = enumerate(copy["bylines"])
    return [Byline(story=article, name=name, order=order) for order, name in names]


def edited_fields(article: Article) -> list[str]:
    """The text fields that an editor changed since the copy was taken, in words.

    A headline written where the copy had none is no change of the copy.
    """
    base = article.wire_base
    changed = [name for name in TEXT if getattr(article, name) != base.get(name, "")]
    if "headline" in changed and not base.get("headline"):
        changed.remove("headline")
    if "body" in changed and clean_html(article.body) == clean_html(base.get("body", "")):
        changed.remove("body")
    names = [name.replace("_", " ").replace("body", "text") for name in changed]
    if [line.printed_name for line in article.bylines.all()] != base.get("bylines", []):
        names.append("bylines")
    return names


def says_the_same(article: Article, item: WireItem) -> bool:
    """Whether the version has the words that were taken; a headline written here is no change."""
    base, theirs = base_of(article.wire_base), base_of(copy_of(item))
    if not base["headline"]:
        theirs["headline"] = ""
    theirs["body"] = str(theirs["body"])
    return base == theirs


def correction_since(article: Article, item: WireItem) -> WireItem | None:
    """The newest correction that readers do not have: ``item``, or one between it and theirs."""
    newer = Q(pk__gt=article.wire_item_id or 0)
    page = article.page
    if page is not None and page.edition is not None:
        newer |= Q(received_at__gt=page.edition.at)  # taken, but not given to readers
    since = WireItem.objects.filter(newer, story=article.wire_story_id, pk__lte=item.pk)
    since = since.exclude(outcome__in=(WireItem.Outcome.STALE, WireItem.Outcome.DUPLICATE))
    told = since.order_by("-pk").values_list("pk", "data__signals")
    newest = next((pk for pk, signals in told if "correction" in (signals or ())), None)
    rows = WireItem.objects.select_related("delivery__feed__source")
    return rows.filter(pk=newest).first() if newest else None


def correction_note(article: Article, item: WireItem) -> str:
    """What readers are told of the agency's correction, where nobody words it better."""
    said = str(item.data.get("ednote") or "").strip()[:2000]
    return said or f"{article.credit or item.delivery.feed.source} corrected this story."


def replace_text(article: Article, item: WireItem) -> None:
    """The version's words take the place of those of ``article``, which is stored."""
    copy = copy_of(item)
    headline, working_headline = headlines_of(item, copy)
    written_here = not article.wire_base.get("headline") and not article.needs_headline
    for name in FROM_COPY:
        if name != "headline":
            setattr(article, name, copy[name])
    if not written_here:
        article.headline, article.working_headline = headline, working_headline
    base = base_of(copy)
    if written_here:
        base["headline"] = ""
    article.wire_item, article.wire_base = item, base
    article.save()
    if copy["bylines"] != [line.printed_name for line in article.bylines.all()]:
        article.bylines.all().delete()
        Byline.objects.bulk_create(bylines_of(article, copy))
