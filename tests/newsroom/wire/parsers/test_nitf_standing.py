"""NITF: what forbids publication, by status, message, release and words."""

import pytest

from newsroom.wire.signals import KILL_IN_WORDS
from tests.newsroom.wire.parsers.nitf_copy import nitf
from tests.newsroom.wire.parsers.nitf_reading import KARACHI, NOON, at, one

URN = "urn:newsml:hbr.example:20310503:wall"


@pytest.mark.parametrize(
    ("status", "docdata", "head", "expected", "signals"),
    [
        ("", "", "", "usable", ()),
        ("usable", "", "", "usable", ()),
        ("Withheld", "", "", "withheld", ("hold",)),
        ("canceled", "", "", "canceled", ("kill",)),
        ("cancelled", "", "", "canceled", ("kill",)),
        ("embargoed", "", "", "embargoed", ("embargo",)),
        ("", "", '<meta name="anpa-category" content="V"/>', "advisory", ("advisory",)),
        ("", "", '<tobject tobject.type="Advisory"/>', "advisory", ("advisory",)),
        ("withheld", "", '<meta name="anpa-category" content="v"/>', "withheld", ("hold",)),
        ("", '<ed-msg msg-type="KILL" info="x"/>', "", "canceled", ("kill",)),
        ("", '<ed-msg msg-type="withhold"/>', "", "withheld", ("hold",)),
        ("canceled", '<ed-msg msg-type="hold"/>', "", "canceled", ("kill",)),
        ("", '<ed-msg msg-type="embargo"/>', "", "embargoed", ("embargo",)),
        ("", '<ed-msg msg-type="correction" info="x"/>', "", "usable", ("correction",)),
        ("", '<correction info="The name was wrong"/>', "", "usable", ("correction",)),
        ("", '<ed-msg info="HOLD HOLD HOLD"/>', "", "withheld", ("hold",)),
        (
            "",
            '<ed-msg info="Eds: Corrects the name in paragraph 2"/>',
            "",
            "usable",
            ("correction",),
        ),
    ],
)
def test_the_gravest_of_what_is_said_decides_the_status(status, docdata, head, expected, signals):
    item = one(nitf(status=status, docdata=docdata, head=head))

    assert (item.pubstatus, item.signals) == (expected, signals)
    assert item.embargo_until is None


def test_a_status_that_nobody_knows_holds_the_story():
    item = one(nitf(status="perhaps"))

    assert item.pubstatus == "withheld"
    assert "status: “perhaps” is no status that NITF knows; it is held." in item.warnings


def test_a_kill_in_words_alone_is_a_kill_that_the_desk_is_told_of():
    item = one(nitf(docdata='<ed-msg info="KILL KILL KILL"/>'))

    assert item.pubstatus == "canceled"
    assert KILL_IN_WORDS in item.warnings
    assert KILL_IN_WORDS not in one(nitf(status="canceled")).warnings


def test_a_kill_without_any_text_is_still_a_kill():
    item = one(nitf(status="canceled", headline="", content=""))

    assert (item.guid, item.pubstatus, item.body_html) == ("hbr:1", "canceled", "")


@pytest.mark.parametrize(
    ("ref", "said", "kills"),
    [
        ("hbr:0", "canceled", ("hbr:0",)),
        ("hbr:0", "usable", ()),
        ("hbr:0", "", ()),
        ("hbr:1", "canceled", ()),
        (f"{URN}:7", "canceled", (URN,)),
    ],
)  # fmt: skip
def test_a_file_can_say_that_another_story_is_dead(ref, said, kills):
    attributes = f'usable" management-doc-idref="{ref}" management-idref-status="{said}'

    item = one(nitf(status=attributes))

    assert item.kills == kills
    assert item.pubstatus == "usable"


def test_the_desk_is_told_when_another_story_is_held():
    item = one(nitf(status='usable" management-doc-idref="a" management-idref-status="withheld'))

    assert item.kills == ()
    assert "status: the agency says of “a” that it is withheld." in item.warnings


TO_SUNDAY = "Embargoed to 0001 Sunday May 4"


# Issued on 3 May at 10:15 in Karachi, which is 05:15 in Greenwich.
@pytest.mark.parametrize(
    ("status", "release", "note", "until"),
    [
        ("embargoed", "20310504T000100+0500", "", at(3, 19, 1)),
        ("usable", "20310504T000100+0500", "", at(3, 19, 1)),
        ("usable", "2031-05-03T06:00:00Z", "", at(3, 6)),
        ("usable", "20310503T180000", "", at(3, 13)),  # the feed's zone
        ("embargoed", "", "", None),
        ("embargoed", "20310503T101500+0500", "", None),  # over as it was sent: contradictory
        ("usable", "20310504", "", None),
        ("embargoed", "20310503", "", None),
        ("usable", "when the minister has spoken", "", None),
        ("usable", "20310504T990000", "", None),
        # The words repeat the time, by the agency's own clock.
        ("embargoed", "20310504T000100+0500", TO_SUNDAY, at(3, 19, 1)),
        ("embargoed", "20310504T000100+0500", f"(see FERRY) {TO_SUNDAY}", at(3, 19, 1)),
        ("usable", "", f"(see FERRY) {TO_SUNDAY}", at(3, 19, 1)),
        # The later of two holds, and an end that cannot be told.
        ("usable", "20310504T000100+0500", "EMBARGOED UNTIL 0600 GMT MAY 5", at(5, 6)),
        ("usable", "20310506T000100+0500", "EMBARGOED UNTIL 0600 GMT MAY 5", at(5, 19, 1)),
        ("usable", "20310504T000100+0500", "EMBARGOED UNTIL FURTHER NOTICE", None),
        ("usable", "20310504", "EMBARGOED UNTIL 0600 GMT MAY 5", None),
        ("embargoed", "", "EMBARGOED UNTIL 0600 GMT MAY 5", at(5, 6)),
    ],
)  # fmt: skip
def test_an_embargo_ends_when_the_strictest_of_what_is_said_does(status, release, note, until):
    docdata = f'<date.release norm="{release}"/>' if release else ""
    docdata += f'<ed-msg info="{note}"/>' if note else ""

    # The time of arrival plays no part: the same file says the same a year later.
    for received_at in (NOON, NOON.replace(year=2032)):
        item = one(nitf(status=status, docdata=docdata), zone=KARACHI, received_at=received_at)

        assert (item.pubstatus, item.embargo_until) == ("embargoed", until)
        assert "embargo" in item.signals


@pytest.mark.parametrize(
    "release", ["20310503T101500+0500", "20310502T000000Z", "20310503", "20310501"]
)
def test_a_release_that_is_over_when_the_story_is_sent_is_no_embargo(release):
    item = one(nitf(docdata=f'<date.release norm="{release}"/>'), zone=KARACHI)

    assert (item.pubstatus, item.embargo_until, item.signals) == ("usable", None, ())


def test_a_release_holds_also_where_nobody_says_when_the_story_was_sent():
    item = one(nitf(issue="", docdata='<date.release norm="20310504T000100Z"/>'))

    assert (item.pubstatus, item.embargo_until) == ("embargoed", at(4, 0, 1))


def test_of_two_releases_the_later_holds():
    docdata = "".join(
        f'<date.release norm="203105{day}T00Z"/>'.replace("T00Z", "T000000Z")
        for day in ("06", "04")
    )

    assert one(nitf(docdata=docdata)).embargo_until == at(6, 0)
