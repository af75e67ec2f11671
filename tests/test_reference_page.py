"""The reference page: an article and the opinion sidebar beside it, to the letter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from articles.models import Article
from newsroom.publishing import workflow
from newsroom.text.sanitize import text_to_html
from tests.factories import a_section, an_editorial, page_of
from tests.paths import SHARED
from tests.reader import see
from tests.wire_copy import Expected, wire_copy

pytestmark = pytest.mark.django_db

KARACHI = ZoneInfo("Asia/Karachi")
_CARD_DATE = re.compile(r"(Updated )?\d\d [A-Z][a-z]{2}, \d{4}")


@dataclass(frozen=True)
class ReferenceCard:
    headline: str
    stamp: str
    teaser: str

    @property
    def is_updated(self) -> bool:
        return self.stamp.startswith("Updated ")

    @property
    def on(self) -> date:
        words = self.stamp.removeprefix("Updated ")
        return datetime.strptime(words, "%d %b, %Y").replace(tzinfo=KARACHI).date()


OUR_CARDS = (
    ReferenceCard("Salt in the wells", "Updated 03 Mar, 2025", "Nobody there has to be told."),
    ReferenceCard(
        "The clerk’s two keys",
        "03 Mar, 2025",
        "THERE are offices in which nothing is lost, because nothing was ever put on paper; and"
        " there is the land registry...",
    ),
    ReferenceCard("A lamp for the pier", "02 Mar, 2025", "It costs less than the inquiry would."),
    ReferenceCard("Zoë’s arithmetic", "Updated 02 Mar, 2025", "A pupil has done the sum."),
    ReferenceCard("Late trains", "02 Mar, 2025", "Punctuality is a form of respect."),
    ReferenceCard("What the tide owes", "01 Mar, 2025", "Some debts are paid in sand."),
)


def publish_cards(cards: Sequence[ReferenceCard]) -> None:
    """Editorials that give these cards; the updated ones are updated later the same day."""
    for place, card in enumerate(cards):
        at = datetime(card.on.year, card.on.month, card.on.day, 9, tzinfo=KARACHI)
        at -= timedelta(minutes=place)
        own = "" if card.teaser.endswith("...") else card.teaser
        beginning = card.teaser.removesuffix("...") + " counter-representations of it."
        body = text_to_html([beginning, "That was the first word of it."])
        story = an_editorial(headline=card.headline, teaser=own, body=body)
        workflow.publish(story, by=None, at=at)
        if card.is_updated:
            story.body = story.body.replace("first word", "last word")
            story.save()
            workflow.publish(story, by=None, kind="update", at=at + timedelta(hours=5))


def publish_article(
    paragraphs: Sequence[str], *, place: str, on: str, credit: str, language: str = "en"
) -> str:
    """The path of an article with this text."""
    story = Article(
        headline="What was said of the border",
        section=a_section(),
        body=text_to_html(paragraphs),
        dateline_place=place,
        dateline_date=on,
        credit=credit,
        language=language,
    )
    story.save()
    workflow.publish(story, by=None, at=datetime(2012, 8, 11, 14, 5, tzinfo=KARACHI))
    return page_of(story).path


def expected_sidebar(cards: Sequence[ReferenceCard]) -> list[str]:
    lines = ["Opinion", "Editorial"]
    for card in cards:
        lines += [card.headline, card.stamp, card.teaser]
    return lines


@pytest.mark.needs_samples
def test_the_reference_copy_comes_out_to_the_letter():
    paragraphs, cards = read_seed((SHARED / "seed.txt").read_text())
    assert len(paragraphs) == 17
    assert [card.is_updated for card in cards].count(True) == 3
    opening, ending = re.match(r"([A-Z]+), (\w+ \d+): ", paragraphs[0]), paragraphs[-1]
    body = [paragraphs[0][opening.end() :], *paragraphs[1:-1], ending.rpartition("—")[0]]
    path = publish_article(body, place=opening[1], on=opening[2], credit=ending.rpartition("—")[2])
    publish_cards(cards)

    seen = see(path)

    assert seen.paragraphs == paragraphs
    assert seen.sidebar == expected_sidebar(cards)


def read_seed(text: str) -> tuple[list[str], list[ReferenceCard]]:
    """The seed's paragraphs and cards; each headline stands there twice."""
    article, furniture = text.split("\n\nOpinion\n\nEditorial\n\n")
    lines = [line for line in furniture.splitlines() if line]
    dated = [place for place, line in enumerate(lines) if _CARD_DATE.fullmatch(line)]
    cards = [ReferenceCard(lines[at - 1], lines[at], lines[at + 2]) for at in dated]
    return article.split("\n\n"), cards


COPIES = {
    "as archives hold it": {},
    "a paragraph reads Opinion": {"opinion_in_body": True},
    "two credits": {"early_credit": True},
    "without a credit": {"credit": False},
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES.keys())
def test_copy_of_our_own_comes_out_to_the_letter(copy: dict[str, bool]):
    _data, expected = wire_copy(7, **copy)
    path = publish_article(
        expected.paragraphs, place=expected.place, on=expected.date, credit=expected.credit
    )
    publish_cards(OUR_CARDS)

    seen = see(path)

    assert seen.paragraphs == printed(expected)
    assert seen.sidebar == expected_sidebar(OUR_CARDS)


def printed(expected: Expected) -> list[str]:
    paragraphs = list(expected.paragraphs)
    paragraphs[0] = f"{expected.place}, {expected.date}: {paragraphs[0]}"
    paragraphs[-1] += f"—{expected.credit}" if expected.credit else ""
    return paragraphs


def test_copy_without_a_dateline_begins_with_its_first_word():
    path = publish_article(["It began.", "It ended."], place="", on="", credit="")

    assert see(path).paragraphs == ["It began.", "It ended."]


def test_urdu_copy_is_marked_as_such_and_comes_out_to_the_letter():
    _data, expected = wire_copy(3, language="ur")
    path = publish_article(
        expected.paragraphs, place=expected.place, on="", credit=expected.credit, language="ur"
    )

    seen = see(path)

    article = seen.one("article")
    assert (article.get("lang"), article.get("dir")) == ("ur", "rtl")
    assert seen.paragraphs[0] == f"{expected.place}: {expected.paragraphs[0]}"
    assert seen.paragraphs[-1].endswith(f"—{expected.credit}")


def test_the_sidebar_stands_after_the_article_and_outside_it():
    path = publish_article(["It rained."], place="", on="", credit="")
    publish_cards(OUR_CARDS)

    seen = see(path)

    assert not seen.all("article aside")
    assert seen.source.index("</article>") < seen.source.index("<aside")
    assert [each.tag for each in seen.one("aside").iter("h2", "h3")] == ["h2", "h3"]
    assert len(list(seen.one("aside").iter("a"))) == len(OUR_CARDS)
