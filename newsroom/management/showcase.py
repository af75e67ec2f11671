"""Makes the sample newsroom through the real wire import, the real press and the real verbs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from articles.models import Article
from editorials.models import Editorial
from newsroom.management.sample import opinion, paper, pictures, stories
from newsroom.management.sample.shapes import LIVE, ONCE_LIVE, Byline, Change, Fate
from newsroom.management.sample.stories import SampleStory
from newsroom.management.wire_desk import fill_inbox
from newsroom.media.intake import receive_image
from newsroom.media.models import Image
from newsroom.media.renditions import make_renditions
from newsroom.publishing import workflow
from newsroom.publishing.models import (
    Contributor,
    Membership,
    Section,
    Story,
    Topic,
)
from newsroom.publishing.paths import MONTHS
from newsroom.staff.models import User
from newsroom.wire.inbox import receive
from newsroom.wire.models import Feed, Source

Tell = Callable[[str], None]


def make_pictures(tell: Tell) -> dict[str, Image]:
    """Paints each picture, takes it in and makes its renditions; what is there already stays."""
    images = {}
    for number, sample in enumerate(pictures.PICTURES, start=1):
        tell(f"Pictures: {number} of {len(pictures.PICTURES)}")
        image = receive_image(
            pictures.make_picture(sample.key),
            filename=sample.filename,
            caption=sample.caption,
            alt=sample.alt,
            credit=sample.credit,
            focal_x=sample.focal[0],
            focal_y=sample.focal[1],
        )
        if not image.is_ready:
            make_renditions(image)
            image.refresh_from_db()
        images[sample.key] = image
    return images


def make_people(password: str) -> dict[str, User]:
    """One sign-in for each role; returns them by role."""
    people = {}
    for person in paper.STAFF:
        first, _, last = person.name.partition(" ")
        user = User(
            username=person.username, email=person.email, first_name=first, last_name=last,
            printed_name=person.name, is_staff=True,
        )  # fmt: skip
        user.set_password(password)
        user.save()
        # Without sections the membership is for the whole paper, opinion included.
        opinion_too = person.opinion and bool(person.sections)
        membership = Membership.objects.create(user=user, role=person.role, opinion=opinion_too)
        membership.sections.set(Section.objects.filter(slug__in=person.sections))
        Contributor.objects.filter(slug=person.contributor).update(user=user)
        people[person.role] = user
    return people


def make_paper() -> None:
    """Sections, topics and contributors."""
    for position, section in enumerate(paper.SECTIONS):
        Section.objects.create(
            name=section.name, slug=section.slug, description=section.description,
            position=position, parent=Section.objects.filter(slug=section.parent).first(),
        )  # fmt: skip
    for topic in paper.TOPICS:
        Topic.objects.create(
            name=topic.name, slug=topic.slug, description=topic.description, code=topic.code
        )
    for person in paper.CONTRIBUTORS:
        Contributor.objects.create(name=person.name, slug=person.slug, bio=person.bio)


class Showcase:
    """Takes each sample story to the state that it shows. ``now``: the moment the demo is made."""

    def __init__(self, people: dict[str, User], images: dict[str, Image], now: datetime) -> None:
        self.people = people
        self.images = images
        self.now = now
        self.editor = people["desk_editor"]
        self.chief = people["chief_editor"]

    def run(self, tell: Tell) -> None:
        feeds = {slug: self.feed_of(name, slug) for slug, name in stories.AGENCIES.items()}
        articles = {}
        for number, sample in enumerate(stories.STORIES, start=1):
            tell(f"Wire copy: {number} of {len(stories.STORIES)}")
            articles[sample.file] = self.take_in(sample, feeds[sample.agency])
        for sample in stories.STORIES:
            if article := articles[sample.file]:
                self.work_on(article, sample)
        tell("The inbox of the wire desk")
        fill_inbox(self.people)
        tell("Opinion")
        for piece in opinion.OPINION:
            self.take_to_fate(self.write(piece), piece)

    def feed_of(self, name: str, slug: str) -> Feed:
        source = Source.objects.create(name=name, slug=slug)
        return Feed.objects.create(name=f"{name} wire", slug=slug, source=source)

    def take_in(self, sample: SampleStory, feed: Feed) -> Article | None:
        outcomes = receive(sample.path.read_bytes(), feed=feed, filename=sample.file)
        article = outcomes[0].article if outcomes else None
        return Article.objects.get(pk=article) if article else None

    def work_on(self, article: Article, sample: SampleStory) -> None:
        """What the desk does with copy from the wire."""
        for name in ("headline", "slug", "kicker", "standfirst", "teaser"):
            if value := getattr(sample, name):
                setattr(article, name, value)
        article.language = sample.language
        article.section = Section.objects.filter(slug=sample.section).first()
        article.created_by = self.people["reporter"]
        if article.dateline_date:
            article.dateline_date = self.dateline_date(sample.hours_ago or 0)
        if sample.picture:
            article.lead_image = self.images[sample.picture]
        article.save()
        article.topics.set(Topic.objects.filter(slug__in=sample.topics))
        self.set_bylines(article, sample.bylines)
        self.take_to_fate(article, sample)

    def write(self, piece: opinion.SampleOpinion) -> Editorial:
        story = Editorial.objects.create(
            headline=piece.headline, slug=piece.slug, genre=piece.genre, kicker=piece.kicker,
            standfirst=piece.standfirst, teaser=piece.teaser, body=piece.body,
            language=piece.language, created_by=self.people["sub_editor"],
            section=Section.objects.filter(slug=piece.section).first(),
        )  # fmt: skip
        story.topics.set(Topic.objects.filter(slug__in=piece.topics))
        self.set_bylines(story, piece.bylines)
        return story

    def dateline_date(self, hours_ago: float) -> str:
        """Written as the copy writes it, on the day that the demo gives the story."""
        day = timezone.localtime(self.now - timedelta(hours=hours_ago))
        return f"{MONTHS[day.month - 1].capitalize()} {day.day}"

    def set_bylines(self, story: Any, bylines: tuple[Byline, ...]) -> None:
        if not bylines:
            return
        story.bylines.all().delete()
        for order, line in enumerate(bylines):
            contributor = Contributor.objects.filter(name=line.name).first()
            name = "" if contributor else line.name
            story.bylines.create(contributor=contributor, name=name, role=line.role, order=order)

    # --- The verbs that take a story where it is shown ---

    def take_to_fate(self, story: Story, sample: Any) -> None:
        fate = sample.fate
        if fate in ONCE_LIVE:
            at = self.now - timedelta(hours=sample.hours_ago)
            workflow.publish(story, by=self.editor, at=at)
        if fate in LIVE and sample.change:
            self.change(story, sample.change, sample.minutes_ahead)
        if act := self.acts().get(fate):
            act(story, sample)

    def change(self, story: Story, change: Change, minutes_ahead: int | None) -> None:
        story.body = change.apply(story.body)
        story.save()
        if minutes_ahead is not None:
            at = self.now + timedelta(minutes=minutes_ahead)
            workflow.schedule(story, at, by=self.editor, kind=change.kind, note=change.note)
        elif change.hours_ago is not None:
            at = self.now - timedelta(hours=change.hours_ago)
            workflow.publish(story, by=self.editor, kind=change.kind, note=change.note, at=at)

    def acts(self) -> dict[Fate, Callable[[Story, Any], object]]:
        editor, chief, reporter = self.editor, self.chief, self.people["reporter"]
        return {
            Fate.SCHEDULED: lambda story, sample: workflow.schedule(
                story, self.now + timedelta(minutes=sample.minutes_ahead), by=editor
            ),
            Fate.WITHDRAWN: lambda story, sample: workflow.withdraw(
                story, by=editor, reason=sample.reason
            ),
            Fate.KILLED: lambda story, sample: workflow.kill(story, by=chief, reason=sample.reason),
            Fate.HELD: lambda story, sample: workflow.hold(story, by=editor, reason=sample.reason),
            Fate.IN_REVIEW: lambda story, sample: workflow.submit(
                story, by=reporter if story.created_by == reporter else chief
            ),
            Fate.EMBARGOED: lambda story, sample: workflow.approve(story, by=chief),
        }
