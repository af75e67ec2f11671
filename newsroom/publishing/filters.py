"""Narrowing a list of pages by what readers type: shared by whatever lets them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Model
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet

from newsroom.publishing.days import FIRST, LAST, end_of, start_of
from newsroom.publishing.linked import CONTRIBUTORS, TOPICS, Linked
from newsroom.publishing.menu import Menu, MenuSection
from newsroom.publishing.models import Contributor, Page, Section, Topic
from newsroom.publishing.models.page import PageQuerySet
from newsroom.publishing.reading import agency_called, section_now_called
from newsroom.text.slug import slug_of

# What a page can be, as readers call it.
GENRES = {
    "news": "News",
    "analysis": "Analysis",
    "feature": "Feature",
    "interview": "Interview",
    "live": "Live",
    "gallery": "Gallery",
    "editorial": "Editorial",
    "column": "Column",
    "letter": "Letter",
    "cartoon": "Cartoon",
}
_TOO_LONG = {"max_length": "Write at most %(limit_value)d characters."}
_TOO_FAR = "No paper has a day so far away."


class NarrowingForm(forms.Form):
    """What readers typed, taken for what it names; each fault is said at its own field."""

    menu: Menu

    def clean_section(self) -> MenuSection | None:
        slug = self.cleaned_data["section"]
        if not slug:
            return None
        section = self.menu.called(slug) or section_now_called(self.menu, f"/{slug}/")
        if section is None:
            raise ValidationError("There is no such section; choose one of the list.")
        return section

    def clean_author(self) -> Contributor | None:
        message = "Nobody of this name has a page here; write it as in the address of theirs."
        return self._linked("author", CONTRIBUTORS, message)

    def clean_topic(self) -> Topic | None:
        message = "There is no such topic; write it as in the address of its page."
        return self._linked("topic", TOPICS, message)

    def clean_agency(self) -> str:
        typed: str = self.cleaned_data["agency"]
        credit = agency_called(typed) if typed else ""
        if credit is None:
            raise ValidationError("No story has this credit; write it as it stands under one.")
        return credit

    def clean(self) -> None:
        first, last = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if first and last and first > last:
            self.add_error("to", "The last day lies before the first; exchange the two.")

    def _linked[M: Model](self, name: str, linked: Linked[M], message: str) -> M | None:
        typed: str = self.cleaned_data[name]
        if not typed:
            return None
        # The slug of a page's address, or the name as it is written.
        found = linked.called(typed) or linked.once_called(typed) or linked.called(slug_of(typed))
        if found is None:
            raise ValidationError(message)
        return found


def a_word(method: str, most: int = 150) -> CharFilter:
    """A filter by something typed, of at most so many characters."""
    return CharFilter(method=method, max_length=most, error_messages=_TOO_LONG)


def _day(method: str) -> DateFilter:
    return DateFilter(
        method=method,
        input_formats=["%Y-%m-%d"],
        validators=[
            MinValueValidator(FIRST, _TOO_FAR),
            MaxValueValidator(LAST, _TOO_FAR),
        ],
        error_messages={"invalid": "There is no such day; write it as 2012-08-11."},
    )


class PageFilter(FilterSet):  # type: ignore[misc]  # it carries no types
    """Pages by section, genre, author, topic, agency, and days of first publication.

    ``qs`` is right for any of these together, and fast for one of them with days: each has an
    index of its own, and none has one for two.
    """

    section = a_word("in_section")
    genre = ChoiceFilter(
        method="of_genre",
        choices=list(GENRES.items()),
        error_messages={"invalid_choice": "There is no such kind; choose one of the list."},
    )
    author = a_word("by_author")
    topic = a_word("on_topic")
    agency = a_word("of_agency", 120)

    class Meta:
        form = NarrowingForm

    def __init__(self, data: Mapping[str, Any], *, menu: Menu) -> None:
        super().__init__(data, Page.objects.all())
        self.form.menu = menu

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        # The one is a word that Python keeps for itself.
        filters: dict[str, Any] = super().get_filters()
        return filters | {"from": _day("from_day"), "to": _day("to_day")}

    def in_section(self, pages: PageQuerySet, name: str, section: MenuSection) -> PageQuerySet:
        parent = section.parent.pk if section.parent else None
        return pages.in_section(Section(pk=section.pk, parent_id=parent))

    def of_genre(self, pages: PageQuerySet, name: str, kind: str) -> PageQuerySet:
        return pages.of_genre(kind)

    def by_author(self, pages: PageQuerySet, name: str, author: Contributor) -> PageQuerySet:
        return pages.by_contributor(author.pk)

    def on_topic(self, pages: PageQuerySet, name: str, topic: Topic) -> PageQuerySet:
        return pages.on_topic(topic.pk)

    def of_agency(self, pages: PageQuerySet, name: str, credit: str) -> PageQuerySet:
        return pages.of_agency(credit)

    def from_day(self, pages: PageQuerySet, name: str, day: date) -> PageQuerySet:
        return pages.from_instant(start_of(day))

    def to_day(self, pages: PageQuerySet, name: str, day: date) -> PageQuerySet:
        return pages.before_instant(end_of(day))
