"""The first command of the README: from nothing to a newsroom with stories in every state."""

import re
from collections import Counter

from django.apps import apps
from django.test import Client
from django.utils.html import escape

from articles.models import Article, Proposal
from editorials.models import Editorial
from newsroom.management.sample import incoming, paper
from newsroom.management.sample.opinion import OPINION
from newsroom.management.sample.shapes import LIVE, Fate
from newsroom.management.sample.stories import STORIES
from newsroom.media.models import Image
from newsroom.publishing.models import Edition, Membership, Page
from newsroom.staff.models import User
from newsroom.wire.models import Delivery, WireItem, WireStory

TAKEN = (incoming.EDITED, incoming.KILLED)
INCOMING = (*incoming.ARRIVALS, incoming.NEWER, incoming.KILL)


def counts() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.app_label not in {"sessions", "admin"}
    }


def test_the_demo_makes_a_newsroom_in_every_state_and_again_changes_nothing(
    blank_database, manage, settings
):
    """One run of it, looked at from all sides: it takes a while."""
    demo = manage("demo", "--no-serve", check=True, timeout=300)
    it_came_through_the_real_import_and_press()
    every_state_is_on_show()
    the_wire_desk_has_work()
    every_page_opens()
    every_story_ends_in_its_credit()
    before = counts()

    again = manage("demo", "--no-serve", check=True)

    assert counts() == before
    assert "here already" in again.stdout
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    each_role_can_sign_in(demo.stdout)
    assert sign_ins(again.stdout) == sign_ins(demo.stdout)


def it_came_through_the_real_import_and_press() -> None:
    at_work = [sample for sample in STORIES if sample.fate is not Fate.SKIPPED]
    assert Article.objects.count() == len(at_work) + len(TAKEN)
    assert Editorial.objects.count() == len(OPINION)
    assert not Article.objects.filter(wire_item__isnull=True).exists()
    assert Delivery.objects.count() == len(STORIES) + len(INCOMING)
    assert WireItem.objects.filter(outcome="skipped").exists()
    assert {image.state for image in Image.objects.all()} == {Image.State.READY}
    live = [sample for sample in (*STORIES, *OPINION) if sample.fate in LIVE]
    assert Page.objects.live().count() == len(live)
    pages = Page.objects.exclude(state=Page.State.MOVED)
    assert not pages.filter(edition__isnull=True).exists()
    assert pages.count() == Edition.objects.pressed().filter(kind="first").count()


def every_state_is_on_show() -> None:
    fates = Counter(sample.fate for sample in (*STORIES, *OPINION))
    assert Article.objects.held().count() == fates[Fate.HELD]
    killed = Article.objects.filter(killed_at__isnull=False)
    assert killed.count() == fates[Fate.KILLED] + 1  # by the agency
    assert Article.objects.needing_headline().count() == fates[Fate.NEEDS_HEADLINE]
    assert Article.objects.filter(embargo_until__isnull=False).count() == fates[Fate.EMBARGOED]
    scheduled = Article.objects.scheduled().count() + Editorial.objects.scheduled().count()
    assert scheduled == fates[Fate.SCHEDULED] + fates[Fate.UPDATE_SCHEDULED]
    changed = [story for story in Article.objects.live() if story.has_unpublished_changes]
    assert len(changed) == fates[Fate.CHANGED] + fates[Fate.UPDATE_SCHEDULED]


def the_wire_desk_has_work() -> None:
    assert WireStory.objects.waiting().count() == incoming.WAITING
    assert (
        Proposal.objects.get(state=Proposal.State.OPEN).article.wire_story.guid == incoming.EDITED
    )
    gone = Article.objects.get(wire_story__guid=incoming.KILLED)
    assert gone.is_killed
    assert Client().get(gone.page.path).status_code == 410
    [broken] = Delivery.objects.filter(state=Delivery.State.QUARANTINED)
    assert broken.reason
    sections = WireStory.objects.waiting().values_list("section__slug", flat=True)
    assert {"science", "sport"} <= set(sections)  # by rules


def every_page_opens() -> None:
    client = Client()
    for page in Page.objects.live():
        response = client.get(page.path)
        assert response.status_code == 200, page.path
        assert escape(page.headline) in response.content.decode()
    assert client.get("/").status_code == 200
    for section in paper.SECTIONS:
        path = f"/{section.parent}/{section.slug}/" if section.parent else f"/{section.slug}/"
        assert client.get(path).status_code == 200, path


def every_story_ends_in_its_credit() -> None:
    """Once, and nothing that was pasted along stands in the text."""
    for page in Page.objects.live().filter(desk="articles.article"):
        assert page.body.endswith(f"—{page.credit}</span></p>"), page.path
        assert page.body.count(page.credit) == 1, page.path
        assert "<p>Opinion</p>" not in page.body, page.path


def sign_ins(printed: str) -> dict[str, str]:
    return dict(re.findall(r"^  (\w+) +(\S+)$", printed, re.MULTILINE))


def each_role_can_sign_in(printed: str) -> None:
    assert set(sign_ins(printed)) == {person.role for person in paper.STAFF}
    for name, password in sign_ins(printed).items():
        client = Client()
        assert client.login(username=name, password=password), name
        assert client.get("/admin/").status_code == 200
    assert Membership.objects.count() == User.objects.count() == len(paper.STAFF)


def test_a_database_that_the_demo_did_not_make_is_left_alone(scratch_database, manage):
    User.objects.create_superuser("owner", "owner@paper.example", "a long tide of words")

    done = manage("demo", "--no-serve")

    assert done.returncode == 1
    assert "did not make" in done.stderr
    assert User.objects.count() == 1
    assert not Page.objects.exists()
