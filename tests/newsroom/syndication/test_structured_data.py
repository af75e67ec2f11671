"""A page as schema.org describes news."""

from datetime import UTC, datetime
from typing import Any

import pytest

from newsroom.media.models import Image
from newsroom.publishing.models import Page, PagePicture
from newsroom.syndication.structured_data import structured_data

FIRST = datetime(2012, 8, 11, 9, 5, tzinfo=UTC)


def data_of(pictures: list[PagePicture] | None = None, **fields: Any) -> dict[str, Any]:
    fields = {
        "path": "/world/2012/aug/11/border/",
        "kind": "news",
        "headline": "Border",
        "teaser": "It began.",
        "language": "en",
        "first_published_at": FIRST,
        **fields,
    }
    return structured_data(
        Page(**fields), pictures or [], base_url="https://paper.example", site_name="The Paper"
    )


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("news", "NewsArticle"),
        ("feature", "NewsArticle"),
        ("analysis", "AnalysisNewsArticle"),
        ("editorial", "OpinionNewsArticle"),
        ("column", "OpinionNewsArticle"),
        ("letter", "OpinionNewsArticle"),
        ("cartoon", "OpinionNewsArticle"),
    ],
)
def test_opinion_and_analysis_are_called_what_they_are(kind: str, name: str):
    assert data_of(kind=kind)["@type"] == name


def test_a_page_that_was_never_updated_was_modified_when_it_came_out():
    data = data_of()

    assert data["datePublished"] == data["dateModified"] == "2012-08-11T14:05:00+05:00"


def test_an_update_is_when_it_was_modified():
    data = data_of(updated_at=datetime(2012, 8, 12, 9, 5, tzinfo=UTC))

    assert data["datePublished"] == "2012-08-11T14:05:00+05:00"
    assert data["dateModified"] == "2012-08-12T14:05:00+05:00"


@pytest.mark.parametrize(
    ("bylines", "credit", "names"),
    [
        ([("A. One", "writer"), ("B. Two", "reporting")], "AFP", ["A. One", "B. Two"]),
        # Whoever took the photographs did not write it.
        ([("C. Three", "photographs")], "AFP", ["AFP"]),
        ([], "", ["The Paper"]),
    ],
)
def test_the_author_is_the_writer_else_the_agency_else_the_paper(
    bylines: list[tuple[str, str]], credit: str, names: list[str]
):
    lines = [{"name": name, "role": role} for name, role in bylines]

    author = data_of(bylines=lines, credit=credit)["author"]

    assert [each["name"] for each in (author if isinstance(author, list) else [author])] == names


def test_corrections_are_told_with_their_time_and_updates_are_not():
    at = "2012-08-11T12:00:00+00:00"
    changes = [
        {"number": 2, "kind": "update", "note": "More voices.", "at": at},
        {"number": 3, "kind": "correction", "note": "The name was wrong.", "at": at},
    ]

    assert data_of(changes=changes)["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "The name was wrong.",
            "datePublished": "2012-08-11T17:00:00+05:00",
        }
    ]


def test_what_a_page_lacks_is_left_out():
    data = data_of()

    assert not {"image", "keywords", "dateline", "creditText", "correction"} & data.keys()


def test_dateline_credit_and_topics_are_told():
    data = data_of(
        dateline_place="ISLAMABAD",
        dateline_date="Aug 11",
        credit="AFP",
        topics=[{"name": "Border"}],
    )

    assert data["dateline"] == "ISLAMABAD, Aug 11"
    assert (data["creditText"], data["keywords"]) == ("AFP", ["Border"])


def test_the_address_is_the_papers_own_and_percent_encoded():
    url = data_of(path="/world/2012/aug/11/é/")["url"]

    assert url == "https://paper.example/world/2012/aug/11/%C3%A9/"


def test_pictures_are_jpeg_in_three_ratios_at_full_addresses():
    renditions = [
        {"name": f"{crop}-{width}.{kind}", "format": kind, "crop": crop, "width": width}
        for crop in ("square", "wide", "classic", "full")
        for kind in ("avif", "jpeg")
        for width in (320, 1280)
    ]
    use = PagePicture(image=Image(renditions=renditions))

    assert data_of([use])["image"] == [
        f"https://paper.example/media/{crop}-1280.jpeg" for crop in ("wide", "classic", "square")
    ]
