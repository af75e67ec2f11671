"""A newer version of copy that editors changed: both sides are kept until somebody decides."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.decision import accept, dismiss, merged
from articles.models import Article, Proposal
from newsroom.publishing import workflow
from newsroom.publishing.models import AuditEntry, Notice
from newsroom.publishing.workflow import WorkflowError
from newsroom.text.sanitize import paragraphs
from newsroom.wire.alarms import DECIDE
from newsroom.wire.inbox import receive
from newsroom.wire.models import Feed
from tests.factories import a_section, a_user, page_of
from tests.newsroom.wire.framed import PARAGRAPHS, framed

pytestmark = pytest.mark.django_db

FERRY, MASTER, COMPANY = PARAGRAPHS
OUR_MASTER = MASTER.replace("longer", "far longer")
THEIR_COMPANY = COMPANY.replace("morning", "evening")
ADDED = "Two boats had left before the wind rose."
SLUG = "Pakistan-ferry"


def send(*texts: str, number: int, above: tuple[str, ...] = (), **copy: Any) -> str:
    """The agency's version ``number`` comes in; what became of it."""
    feed = Feed.objects.get()
    [outcome] = receive(
        framed(f"{SLUG},{number}thld", *above, body="\n\n".join(texts), **copy), feed=feed
    )
    return outcome.outcome


@pytest.fixture
def editor(db: None) -> Any:
    return a_user("desk_editor")


@pytest.fixture
def article(editor: Any) -> Article:
    """Copy of which an editor changed the second paragraph and the headline."""
    feed = Feed.objects.create(name="Coast wire", slug="coast", section=a_section("city"))
    [outcome] = receive(framed(SLUG), feed=feed)
    taken = Article.objects.get(pk=outcome.article or 0)
    taken.body = f"<p>{FERRY}</p><p>{OUR_MASTER}</p><p>{COMPANY}</p>"
    taken.headline = "Boats wait for the tide"
    taken.save()
    return Article.objects.get(pk=taken.pk)


def proposal_of(article: Article) -> Proposal:
    return Proposal.objects.open().get(article=article)


def now_of(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def texts(article: Article) -> list[str]:
    return paragraphs(now_of(article).body)


# --- What is proposed ---


def test_changes_in_different_paragraphs_are_put_together(article, editor):
    assert send(FERRY, MASTER, THEIR_COMPANY, ADDED, number=2) == "proposed"
    proposal = proposal_of(article)
    assert merged(proposal).conflicts == 0

    accept(proposal, {}, by=editor, version=article.lock_version)

    assert texts(article) == [FERRY, OUR_MASTER, THEIR_COMPANY, ADDED]
    assert now_of(article).headline == "Boats wait for the tide"


def test_where_both_changed_the_same_words_the_editors_stand_unless_they_choose(article, editor):
    theirs = MASTER.replace("longer", "much longer")
    send(FERRY, theirs, COMPANY, number=2)
    proposal = proposal_of(article)
    [number] = [n for n, hunk in enumerate(merged(proposal).body) if hunk.kind == "conflict"]

    choices = {f"body-{number}": "theirs"}
    assert merged(proposal).conflicts == 1
    accept(proposal, choices, by=editor, version=article.lock_version)

    assert texts(article) == [FERRY, theirs, COMPANY]
    entry = AuditEntry.objects.get(verb="accept_version")
    assert entry.after["choices"] == choices


def test_of_a_headline_changed_on_both_sides_the_editors_stays(article, editor):
    send(FERRY, number=2, headline="Ferry stops in very high wind")
    accept(proposal_of(article), {}, by=editor, version=article.lock_version)
    assert now_of(article).headline == "Boats wait for the tide"


def test_a_headline_of_the_agencys_is_taken_where_an_editor_says_so(article, editor):
    send(FERRY, number=2, headline="Ferry stops in very high wind")
    accept(proposal_of(article), {"headline": "theirs"}, by=editor, version=article.lock_version)
    assert now_of(article).headline == "Ferry stops in very high wind"


def test_a_new_byline_comes_along(article, editor):
    send(FERRY, MASTER, COMPANY, number=2, above=("By Zoë Brontë",))
    accept(proposal_of(article), {}, by=editor, version=article.lock_version)
    assert [line.printed_name for line in now_of(article).bylines.all()] == ["Zoë Brontë"]


def test_after_it_was_taken_the_next_version_is_compared_with_it(article, editor):
    send(FERRY, MASTER, THEIR_COMPANY, number=2)
    accept(proposal_of(article), {}, by=editor, version=article.lock_version)

    send(FERRY, MASTER, THEIR_COMPANY, ADDED, number=3)

    kinds = [hunk.kind for hunk in merged(proposal_of(article)).body if hunk.kind != "kept"]
    assert kinds == ["ours", "theirs"]


def test_a_dismissed_version_changes_nothing_and_the_next_one_is_proposed_again(article, editor):
    send(FERRY, MASTER, THEIR_COMPANY, number=2)
    dismiss(proposal_of(article), by=editor, version=article.lock_version)
    assert texts(article) == [FERRY, OUR_MASTER, COMPANY]

    assert send(FERRY, MASTER, THEIR_COMPANY, ADDED, number=3) == "proposed"
    accept(proposal_of(article), {}, by=editor, version=now_of(article).lock_version)

    assert texts(article) == [FERRY, OUR_MASTER, THEIR_COMPANY, ADDED]


def test_a_newer_version_takes_the_place_of_one_that_still_waits(article):
    send(FERRY, MASTER, THEIR_COMPANY, number=2)
    send(FERRY, MASTER, THEIR_COMPANY, ADDED, number=3)

    states = list(Proposal.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["superseded", "open"]


def test_those_concerned_are_told_and_a_correction_is_called_one(article, editor):
    workflow.publish(article, by=editor)
    send(FERRY, number=2, above=("(Corrects the name of the ferry)",))

    notice = Notice.objects.get(to=editor)
    assert "a correction of “Boats wait for the tide”" in notice.text
    assert "readers have the former one" in notice.text
    assert (notice.desk, notice.story_uid) == (article.desk, article.uid)


def unread(article: Article) -> list[str]:
    """What the notices say that ask for a decision on ``article``."""
    rows = Notice.objects.filter(story_uid=article.uid, read_at=None, text__endswith=DECIDE)
    return [notice.text for notice in rows]


@pytest.mark.parametrize("decide", [partial(accept, choices={}), dismiss])
def test_a_decision_puts_away_the_notices_that_asked_for_it(article, editor, decide):
    send(FERRY, MASTER, THEIR_COMPANY, number=2)
    assert unread(article)
    decide(proposal_of(article), by=editor, version=article.lock_version)
    assert not unread(article)


def test_of_two_versions_only_the_one_that_waits_is_asked_about(article):
    send(FERRY, MASTER, THEIR_COMPANY, number=2)
    send(FERRY, number=3, above=("(Corrects the name of the ferry)",))
    [text] = unread(article)
    assert "a correction" in text


# --- What is refused ---


def test_a_decision_on_a_story_that_was_changed_meanwhile_is_refused(article, editor):
    send(FERRY, MASTER, THEIR_COMPANY, number=2)
    seen = article.lock_version
    article.kicker = "Islands"
    article.save()

    with pytest.raises(WorkflowError, match="changed since you opened"):
        accept(proposal_of(article), {}, by=editor, version=seen)
    assert texts(article) == [FERRY, OUR_MASTER, COMPANY]


def test_a_version_is_decided_on_once(article, editor):
    send(FERRY, MASTER, THEIR_COMPANY, number=2)
    proposal = proposal_of(article)
    dismiss(proposal, by=editor, version=article.lock_version)

    with pytest.raises(WorkflowError, match="decided on already"):
        accept(proposal, {}, by=editor, version=now_of(article).lock_version)


def test_a_kill_ends_what_waits_for_a_decision(article, editor):
    send(FERRY, MASTER, THEIR_COMPANY, number=2)
    proposal = proposal_of(article)
    workflow.kill(article, by=a_user("chief_editor"), reason="Hoax.")

    with pytest.raises(WorkflowError, match=r"killed: Hoax\."):
        accept(proposal, {}, by=editor, version=now_of(article).lock_version)


def test_an_editor_of_another_section_has_no_say(article):
    send(FERRY, MASTER, THEIR_COMPANY, number=2)
    stranger = a_user("desk_editor", sections=[a_section("sport")])

    with pytest.raises(WorkflowError, match="may not change this story"):
        accept(proposal_of(article), {}, by=stranger, version=article.lock_version)


# --- In the admin ---


def page_url(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/newer-version/"


@pytest.fixture
def desk(editor: Any) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def form(article: Article, **fields: str) -> dict[str, str]:
    proposal = proposal_of(article)
    return {"seen": str(proposal.pk), "version": str(now_of(article).lock_version), **fields}


def test_the_storys_form_leads_to_the_comparison(article, desk):
    send(FERRY, MASTER, THEIR_COMPANY, number=2)

    html = desk.get(f"/admin/articles/article/{article.pk}/change/").content.decode()

    assert "The agency sent a newer version." in html
    assert page_url(article) in html


def test_the_page_shows_what_each_side_changed_and_takes_the_choice(article, desk):
    theirs = MASTER.replace("longer", "much longer")
    send(FERRY, theirs, THEIR_COMPANY, number=2)

    html = desk.get(page_url(article)).content.decode()

    assert "Changed by both in the same place" in html
    assert "Changed by the agency alone" in html
    number = html.partition('name="choice-body-')[2].partition('"')[0]
    taken = desk.post(
        page_url(article), form(article, **{f"choice-body-{number}": "theirs", "do": "accept"})
    )
    assert taken.status_code == 302
    assert texts(article) == [FERRY, theirs, THEIR_COMPANY]


def test_one_click_takes_it_and_corrects_the_live_page_with_its_stamp(article, desk, editor):
    workflow.publish(article, by=editor, at=timezone.now() - timedelta(hours=2))
    send(FERRY, MASTER, THEIR_COMPANY, number=2, above=("(Corrects the hour of the tide)",))
    html = desk.get(page_url(article)).content.decode()
    assert '<option value="correction" selected>' in html

    desk.post(
        page_url(article), form(article, do="publish", kind="correction", note="It was evening.")
    )

    page = page_of(article)
    assert page.updated_at is not None
    assert [change["note"] for change in page.changes] == ["It was evening."]
    assert THEIR_COMPANY in page.body


def test_a_publish_that_is_refused_takes_nothing_either(article, desk, editor):
    workflow.publish(article, by=editor, at=timezone.now() - timedelta(hours=2))
    send(FERRY, MASTER, THEIR_COMPANY, number=2)

    refused = desk.post(page_url(article), form(article, do="publish", kind="correction", note=""))

    assert refused.status_code == 409
    assert "needs a note" in refused.content.decode()
    assert texts(article) == [FERRY, OUR_MASTER, COMPANY]


def test_the_agencys_text_can_be_taken_everywhere(article, desk):
    send(FERRY, MASTER, THEIR_COMPANY, number=2, headline="Ferry stops")

    desk.post(page_url(article), form(article, do="take-all"))

    assert texts(article) == [FERRY, MASTER, THEIR_COMPANY]
    assert now_of(article).headline == "Ferry stops"


def test_a_page_opened_before_a_still_newer_version_decides_nothing(article, desk):
    send(FERRY, MASTER, THEIR_COMPANY, number=2)
    kept_open = form(article, do="accept")
    send(FERRY, MASTER, THEIR_COMPANY, ADDED, number=3)

    refused = desk.post(page_url(article), kept_open)

    assert refused.status_code == 409
    assert "A still newer version has come" in refused.content.decode()
    assert texts(article) == [FERRY, OUR_MASTER, COMPANY]


def test_without_a_newer_version_the_page_leads_back_to_the_story(article, desk):
    response = desk.get(page_url(article))
    assert (response.status_code, response["Location"]) == (
        302,
        f"/admin/articles/article/{article.pk}/change/",
    )
