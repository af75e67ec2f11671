"""A paper with one of everything, and an archive as large as wanted behind it."""

from datetime import timedelta
from typing import Any

from newsroom.publishing.models import Page, PageByline, PagePicture, PageTopic
from newsroom.text.identity import new_uid
from tests.factories import (
    a_contributor,
    a_section,
    a_topic,
    an_article,
    an_editorial,
    an_image,
    page_of,
    published,
    with_picture,
)

_FORTY = "".join(f"<p>Paragraph {number} of the log.</p>" for number in range(40))


def a_paper() -> str:
    """A paper with one of everything; the path of its fullest article."""
    top = a_section()
    a_section("asia", parent=top)
    for slug in ("sport", "business", "culture"):
        published(an_article(section=a_section(slug), lead_image=an_image()))
    for genre in ("editorial", "column", "letter", "cartoon"):
        published(an_editorial(genre=genre, lead_image=an_image()))
    story = an_article(
        body=_FORTY,
        lead_image=an_image(),
        bylines=[a_contributor("Ayesha Khan"), "B. Two", "C. Three"],
        topics=[a_topic("harbours"), *(a_topic() for _ in range(4))],
        credit="AFP",
    )
    with_picture(story, an_image())
    published(story)
    story.body += "<p>More.</p>"
    story.save()
    published(story, kind="correction", note="It was more.")
    return page_of(story).path


def grow(size: int) -> None:
    """More live pages like those that there are, up to ``size``, each older than the last."""
    likes = list(Page.objects.live().order_by("pk"))
    leads = {use.page_id: use for use in PagePicture.objects.filter(role="lead")}
    more, pictures = [], []
    for number in range(size - len(likes)):
        like = likes[number % len(likes)]
        page = _copy(like, number)
        more.append(page)
        if like.pk in leads and number < 200:
            pictures.append((page, leads[like.pk]))
    Page.objects.bulk_create(more, batch_size=1000)
    _link(more)
    PagePicture.objects.bulk_create(
        PagePicture(page=page, image_id=use.image_id, is_live=True, role="lead")
        for page, use in pictures
    )


def _link(pages: list[Page]) -> None:
    """Link rows for what their bylines and topics name, as the press makes them."""
    order = [
        (page, {"is_live": True, "first_published_at": page.first_published_at}) for page in pages
    ]
    PageByline.objects.bulk_create(
        PageByline(page=page, contributor_id=line["contributor"], **key)
        for page, key in order
        for line in page.bylines
        if line["contributor"]
    )
    PageTopic.objects.bulk_create(
        PageTopic(page=page, topic_id=topic["id"], **key)
        for page, key in order
        for topic in page.topics
    )


def _copy(like: Page, number: int) -> Page:
    fields: dict[str, Any] = {
        field.attname: getattr(like, field.attname)
        for field in Page._meta.concrete_fields
        if field.attname not in {"id", "uid", "story_uid", "path"}
    }
    fields["first_published_at"] -= timedelta(minutes=number + 1)
    for name in ("updated_at", "corrected_at"):
        if fields[name]:
            fields[name] -= timedelta(minutes=number + 1)
    return Page(story_uid=new_uid(), path=f"/world/1990/jan/01/story-{number}/", **fields)
