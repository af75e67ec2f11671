"""A page as schema.org describes news, for search engines."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from newsroom.media.srcset import best
from newsroom.publishing import printed
from newsroom.publishing.fragment import dateline_text
from newsroom.publishing.genres import OPINION_KINDS
from newsroom.publishing.models import Byline, Page, PagePicture
from newsroom.publishing.stamps import NEEDS_NOTE
from newsroom.syndication.addresses import full, of_file

_TYPES = dict.fromkeys(OPINION_KINDS, "OpinionNewsArticle") | {"analysis": "AnalysisNewsArticle"}
_RATIOS = ("wide", "classic", "square")
_LARGE_ENOUGH = 1920
_AUTHORS = {Byline.Role.WRITER, Byline.Role.REPORTING}


def structured_data(
    page: Page,
    pictures: Iterable[PagePicture],
    *,
    base_url: str,
    site_name: str,
    section_name: str = "",
) -> dict[str, Any]:
    """The live ``page`` as JSON-LD data; dates are the page's own, with their offset."""
    assert page.first_published_at is not None
    url = full(page.path, base_url)
    publisher = _publisher(base_url, site_name)
    data = {
        "@context": "https://schema.org",
        "@type": _TYPES.get(page.kind, "NewsArticle"),
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "url": url,
        "headline": page.headline,
        "description": page.standfirst or page.teaser,
        "inLanguage": page.language,
        "datePublished": printed.iso(page.first_published_at),
        "dateModified": printed.iso(page.updated_at or page.first_published_at),
        "author": _authors(page) or publisher,
        "publisher": publisher,
        "image": image_urls(pictures, base_url),
        "articleSection": section_name,
        "keywords": [topic["name"] for topic in page.topics],
        "wordCount": page.word_count,
        "dateline": dateline_text(page.dateline_place, page.dateline_date).removesuffix(":"),
        "creditText": page.credit,
        "printEdition": page.print_edition,
        "printPage": page.print_page,
        "correction": _corrections(page),
        "isAccessibleForFree": True,
    }
    return {name: value for name, value in data.items() if value not in ("", [], None)}


def author_profile(
    name: str, path: str, bio: str, *, base_url: str, site_name: str
) -> dict[str, Any]:
    """The page of an author as JSON-LD data."""
    url = full(path, base_url)
    person = {"@type": "Person", "name": name, "url": url, "description": bio}
    return {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "url": url,
        "mainEntity": {key: value for key, value in person.items() if value},
        "publisher": _publisher(base_url, site_name),
    }


def image_urls(pictures: Iterable[PagePicture], base_url: str) -> list[str]:
    """Full addresses of the pictures as JPEG, each in the three ratios, the wide one first."""
    names = [
        rendition["name"]
        for use in pictures
        for crop in _RATIOS
        if (rendition := best(use.image.renditions, crop, at_most=_LARGE_ENOUGH))
    ]
    return [of_file(name, base_url) for name in dict.fromkeys(names)]


def _publisher(base_url: str, site_name: str) -> dict[str, str]:
    return {"@type": "NewsMediaOrganization", "name": site_name, "url": f"{base_url}/"}


def _authors(page: Page) -> list[dict[str, str]]:
    people = [
        {"@type": "Person", "name": line["name"]}
        for line in page.bylines
        if line["role"] in _AUTHORS and line["name"]
    ]
    if people or not page.credit:
        return people
    return [{"@type": "Organization", "name": page.credit}]


def _corrections(page: Page) -> list[dict[str, str]]:
    return [
        {
            "@type": "CorrectionComment",
            "text": change["note"],
            "datePublished": printed.iso(datetime.fromisoformat(change["at"])),
        }
        for change in page.changes
        if change["kind"] in NEEDS_NOTE
    ]
