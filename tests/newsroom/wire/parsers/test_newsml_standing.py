"""How a NewsML story may be used, and which story it is: status, embargo, kill, revision."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.wire.parsers import newsml
from newsroom.wire.parsers.draft import KILL_IN_WORDS, Reception
from newsroom.wire.parsers.item import WireError, WireItem
from tests.newsroom.wire.parsers.newsml_copy import (
    LEAD,
    NOON,
    body,
    component,
    content,
    item,
    line,
    lines,
    metadata,
    newsml_of,
    nitf,
    read,
    story,
    told,
)

EVENING = datetime(2031, 5, 3, 18, 0, tzinfo=UTC)


def change(status: str, at: str) -> str:
    future = f'<FutureStatus FormalName="{status}"/>' if status else ""
    when = f"<DateAndTime>{at}</DateAndTime>" if at else ""
    return f"<StatusWillChange>{future}{when}</StatusWillChange>"


def notice(**said: str) -> WireItem:
    """The item of a file without a component."""
    return read(newsml_of(item(**said)))


# --- Status ---


@pytest.mark.parametrize(
    ("status", "expected", "signals"),
    [
        ("Usable", "usable", ()),
        ("usable", "usable", ()),
        ("USABLE", "usable", ()),
        ("Embargoed", "embargoed", ("embargo",)),
        ("Withheld", "withheld", ("hold",)),
        ("Canceled", "canceled", ("kill",)),
        ("Cancelled", "canceled", ("kill",)),
        ("Killed", "canceled", ("kill",)),
        ("Usable-ish", "withheld", ("hold",)),
        ("", "withheld", ("hold",)),
        (None, "withheld", ("hold",)),
    ],
)
def test_the_status_is_read_exactly_and_an_unknown_one_holds_the_story(status, expected, signals):
    found = told(status=status)

    assert (found.pubstatus, found.signals, found.embargo_until) == (expected, signals, None)
    is_known = status and status != "Usable-ish"
    assert is_known or any(warning.startswith("status: ") for warning in found.warnings)


def test_of_two_statuses_the_graver_holds():
    assert told(management='<Status FormalName="Canceled"/>').pubstatus == "canceled"
    inside = nitf(f"<p>{LEAD}</p>", head='<docdata management-status="withheld"/>')
    copy = newsml_of(item(component(lines(HeadLine="Wall"), content(inside))))
    assert read(copy).pubstatus == "withheld"


# --- Embargo ---


@pytest.mark.parametrize(
    ("changes", "until"),
    [
        ([("Usable", "20310503T180000Z")], EVENING),
        ([("Usable", "20310503T230000")], EVENING),  # in Karachi
        ([("Usable", "20310503T200000+0200")], EVENING),
        ([("Usable", "20310503T170000Z"), ("Usable", "20310503T180000Z")], EVENING),
        ([("Usable", "20310503T180000Z"), ("Usable", "20310503T170000Z")], EVENING),
        ([("Usable", "20310503T180000Z"), ("Usable", "soon")], None),
        ([("Usable", "20310503")], None),
        ([("Usable", "")], None),
        ([("", "20310503T180000Z")], None),
        ([("Whatever", "20310503T180000Z")], None),
        ([], None),
    ],
)
def test_an_embargo_ends_when_the_status_becomes_usable_or_has_no_end(changes, until):
    found = told(status="Embargoed", management="".join(change(*each) for each in changes))

    assert (found.pubstatus, found.embargo_until) == ("embargoed", until)
    assert found.signals == ("embargo",)


@given(hours=st.lists(st.integers(-48, 48), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_a_later_release_is_never_lost(hours):
    times = [NOON + timedelta(hours=each) for each in hours]
    said = "".join(change("Usable", f"{time:%Y%m%dT%H%M%SZ}") for time in times)

    assert told(status="Embargoed", management=said).embargo_until == max(times)


def test_what_will_be_usable_is_not_yet_usable_whatever_its_status_says():
    found = told(management=change("Usable", "20310503T180000Z"))

    assert (found.pubstatus, found.embargo_until) == ("embargoed", EVENING)
    held = told(status="Withheld", management=change("Usable", "20310503T180000Z"))
    assert (held.pubstatus, held.embargo_until) == ("withheld", EVENING)


def test_a_change_for_the_worse_is_told_before_its_time_and_obeyed_after():
    before = told(management=change("Canceled", "20310503T180000Z"))
    assert before.pubstatus == "usable"
    assert "status: from 2031-05-03 18:00 UTC on it is “canceled”." in before.warnings

    after = told(management=change("Canceled", "20310503T110000Z"))
    assert after.pubstatus == "canceled"
    assert told(management=change("Canceled", "some day")).pubstatus == "withheld"


def test_an_embargo_in_words_or_among_the_properties_counts_too():
    top = lines(line("AdvisoryLine", "EMBARGOED UNTIL 1800 GMT MAY 3"), HeadLine="Wall")
    assert told(top=top).embargo_until == EVENING
    assert told(top=top, status="Embargoed").embargo_until == EVENING

    vague = told(top=lines(line("EmbargoLine", "Until the minister has spoken"), HeadLine="W"))
    assert (vague.pubstatus, vague.embargo_until) == ("embargoed", None)

    def embargo(value: str) -> WireItem:
        return told(metadata(f'<Property FormalName="EmbargoDate" Value="{value}"/>'))

    assert embargo("20310503T180000Z").embargo_until == EVENING
    assert embargo("evening").pubstatus == "embargoed"
    assert embargo("no").pubstatus == "usable"


def test_the_nitf_inside_may_lay_an_embargo_and_the_later_end_holds():
    def until(release: str, changes: str) -> datetime | None:
        head = (
            '<docdata><date.issue norm="20310503T110000Z"/>'
            f'<date.release norm="{release}"/></docdata>'
        )
        inner = component(lines(HeadLine="W"), content(nitf(f"<p>{LEAD}</p>", head=head)))
        found = read(newsml_of(item(inner, status="Embargoed", management=changes)))
        assert found.pubstatus == "embargoed"
        return found.embargo_until

    assert until("20310503T180000Z", change("Usable", "20310503T170000Z")) == EVENING
    assert until("20310503T170000Z", change("Usable", "20310503T180000Z")) == EVENING
    assert until("20310509", change("Usable", "20310503T180000Z")) is None


# --- Types and instructions ---


@pytest.mark.parametrize(
    ("kind", "status", "signals", "urgency"),
    [
        ("News", "usable", (), 5),
        ("Flash", "usable", ("flash",), 1),
        ("Alert", "usable", ("flash",), 1),
        ("Urgent", "usable", ("urgent",), 2),
        ("Advisory", "advisory", ("advisory",), 5),
        ("Correction", "usable", ("correction",), 5),
        ("Kill", "canceled", ("kill",), 5),
    ],
)
def test_the_type_of_an_item_is_obeyed(kind, status, signals, urgency):
    inner = component(lines(HeadLine="Wall"), content(nitf(f"<p>{LEAD}</p>")))

    found = read(newsml_of(item(inner, kind=kind), priority=""))

    assert (found.pubstatus, found.signals, found.urgency) == (status, signals, urgency)


@pytest.mark.parametrize(
    ("said", "status", "signals"),
    [
        ("Rectify", "usable", ("correction",)),
        ("Update", "usable", ("update",)),
        ("Kill", "canceled", ("kill",)),
        ("Delete", "canceled", ("kill",)),
        ("Withhold", "withheld", ("hold",)),
        ("Addition", "usable", ("addition",)),
        ("Replace", "usable", ("writethru",)),
        ("Publish", "usable", ()),
        ("", "usable", ()),
        ("Frobnicate", "withheld", ("hold",)),
    ],
)
def test_instructions_are_obeyed_and_an_unknown_one_holds_the_story(said, status, signals):
    found = told(management=f'<Instruction FormalName="{said}"/>')

    assert (found.pubstatus, found.signals) == (status, signals)
    assert ("instruction" in " ".join(found.warnings)) == (said == "Frobnicate")


@pytest.mark.parametrize(
    ("version", "signals"),
    [("Correction", ("correction",)), ("2ndlead", ("update",)), ("1st Alert", ("flash",))],
)
def test_the_version_that_afp_names_among_the_properties(version, signals):
    found = told(metadata(f'<Property FormalName="Version" Value="{version}"/>'))

    assert (found.pubstatus, found.signals) == ("usable", signals)


@pytest.mark.parametrize("words", ["KILL KILL KILL", "STORY WITHDRAWN", "HOLD HOLD HOLD"])
def test_a_text_that_is_nothing_but_an_order_is_no_story(words):
    found = told(body=f"<p>{words}</p>")

    assert found.pubstatus == ("withheld" if "HOLD" in words else "canceled")
    assert (body(found), found.ednote) == ([], words)
    assert ("HOLD" in words) == (KILL_IN_WORDS not in found.warnings)


# --- Kills ---


def test_a_kill_needs_no_text():
    found = notice(status="Canceled", revision="3", previous="2", label="harbour-wall")

    assert (found.pubstatus, found.guid, found.version, found.signals) == (
        "canceled",
        "urn:newsml:harbour.example:20310503:HBR-1",
        "3",
        ("kill",),
    )
    assert (found.body_html, found.kills) == ("", ())
    # What the desk sees must have a name.
    assert found.headline == "harbour-wall"


REFERENCE = "urn:newsml:afp.com:20310502T104233Z:TX-PAR-RHO61:1"
STORY = "urn:newsml:afp.com:20310502T104233Z:TX-PAR-RHO61"


def test_a_kill_may_name_another_story():
    said = f'<AssociatedWith NewsItem="{REFERENCE}"/>'

    assert notice(status="Canceled", management=said).kills == (STORY,)
    named = f'<AssociatedWith FormalName="Kill" NewsItem="{REFERENCE}"/>'
    assert told(management=named).kills == (STORY,)


def test_related_stories_are_not_killed_with_a_story():
    said = (
        f'<AssociatedWith NewsItem="{REFERENCE}"/><DerivedFrom NewsItem="{REFERENCE}"/>'
        '<AssociatedWith FormalName="Photo"/>'
    )

    assert told(status="Canceled", management=said).kills == ()
    assert notice(status="Canceled", revision="2", previous="1", management=said).kills == ()
    assert told(management=said).kills == ()


def test_a_revision_may_say_that_those_before_it_are_dead():
    said = (
        '<Instruction FormalName="Update"><RevisionStatus Revision="1">'
        '<Status FormalName="Canceled"/></RevisionStatus></Instruction>'
    )

    # With a text of its own it takes their place; without one the story is over.
    assert told(management=said, revision="2", previous="1").pubstatus == "usable"
    assert notice(management=said, revision="2", previous="1", update="A").pubstatus == "canceled"


# --- Revisions ---


def test_a_revision_without_a_text_is_for_editors():
    found = notice(update="A", revision="2", previous="1")

    assert (found.pubstatus, found.version) == ("advisory", "2")
    assert "This revision holds only a new status for revision 1, not the text." in found.warnings
    held = notice(update="A", revision="2", previous="1", status="Withheld")
    assert held.pubstatus == "withheld"
    until = change("Usable", "20310503T180000Z")
    embargoed = notice(update="A", revision="2", status="Embargoed", management=until)
    assert (embargoed.pubstatus, embargoed.embargo_until) == ("embargoed", EVENING)


def test_a_revision_of_changes_only_is_never_taken_for_the_text():
    changes = (
        '<Update><Replace DuidRef="p3"><p>It held.</p></Replace><Delete DuidRef="p4"/>'
        "<InsertAfter DuidRef='l1'><HeadLine>Wall holds</HeadLine><SlugLine>wall</SlugLine>"
        "</InsertAfter></Update>"
    )

    found = read(newsml_of(item(changes, update="U", revision="2", previous="1")))

    assert (found.pubstatus, found.signals) == ("advisory", ("update", "addition", "advisory"))
    assert body(found) == ["It held.", "Wall holds", "wall"]
    assert found.ednote == "Replace p3\nDelete p4\nInsertAfter l1"
    again = '<Instruction FormalName="Replace"/>'
    said = read(newsml_of(item(changes, update="U", revision="2", management=again)))
    assert "addition" in said.signals
    dead = read(newsml_of(item(changes, update="U", revision="2", status="Canceled")))
    assert dead.pubstatus == "canceled"


@pytest.mark.parametrize(
    ("said", "guid"),
    [
        ({}, "urn:newsml:harbour.example:20310503:HBR-1"),
        # AFP's day, and the hour in it.
        (
            {"provider": "afp.com", "date": "20310503T120000Z", "number": "doc-1a"},
            "urn:newsml:afp.com:20310503T120000Z:doc-1a",
        ),
        # Belga's date changes with the revision, and its public identifier says nothing.
        (
            {"provider": "belga.be", "date": "20310503T1200", "number": "98", "public": "urn:x"},
            "urn:newsml:belga.be:98",
        ),
        # ANP counts the revision in the number.
        (
            {"number": "ANPX-041-v2", "revision": "2"},
            "urn:newsml:harbour.example:20310503:ANPX-041",
        ),
        # Without a number the public identifier may still know.
        ({"number": "", "public": "urn:newsml:a.b:2031:X:7N"}, "urn:newsml:a.b:2031:X"),
        ({"number": "0", "public": "urn:newsml:a.b"}, ""),
    ],
)
def test_the_guid_names_the_story_and_not_the_revision(said, guid):
    assert told(**said).guid == guid


def test_tass_has_its_id_among_the_subjects():
    # Its element is spelt like this.
    said = '<DescriptiveMetada><Language FormalName="en"/><guid>16AAC34C</guid></DescriptiveMetada>'

    found = told(said, number="", date="", public="")

    assert (found.guid, found.language) == ("urn:newsml:harbour.example:16AAC34C", "en")


@given(revision=st.integers(1, 10**6), seed=st.integers(0, 100))
@settings(max_examples=30, deadline=None)
def test_all_revisions_are_one_story(revision, seed):
    found = read(story(seed, revision=revision)[0])

    assert (found.guid, found.version) == (read(story(seed)[0]).guid, str(revision))


@pytest.mark.parametrize(
    ("revision", "public", "version"),
    [("2", None, "2"), ("2N", None, "2"), ("007", None, "7"), ("", "urn:newsml:a:b:c:5U", "5"),
     ("1.10", None, "1.10"), ("", "", "1"), ("two words", "", "1")],
)  # fmt: skip
def test_the_version_is_the_revisions_number(revision, public, version):
    assert told(revision=revision, public=public).version == version


def test_a_later_revision_is_an_update():
    assert told(revision="2", previous="1").signals == ("update",)
    assert told(revision="2", previous="1", status="Canceled").signals == ("kill",)


def test_an_embargo_alone_is_no_reason_to_skip():
    found = notice(management=change("Usable", "20310503T180000Z"))

    assert (found.pubstatus, found.embargo_until) == ("embargoed", EVENING)
    with pytest.raises(WireError):
        newsml.parse(newsml_of(item()), Reception())
