"""Subjects: an agency's code is known for what it lies under, in either vocabulary of the IPTC."""

import pytest

from newsroom.wire.subjects import key_of, keys_of

# Football is media topic 20001065, under "competition discipline" 20000822, under sport, 15000000;
# in the Subject Codes of before it is 15054000 (IPTC NewsCodes, 2025-03-31).
CASES = [
    # What the agency says, the topic's code, and whether the topic is meant.
    (("20001065", "medtop"), "medtop:20001065", True),
    (("20001065", "medtop"), "20001065", True),
    (("20001065", "medtop"), "medtop:20000822", True),
    (("20001065", "medtop"), "medtop:15000000", True),
    (("20001065", "medtop"), "subj:15054000", True),
    (("20001065", "medtop"), "15000000", True),
    (("20001065", "medtop"), "16000000", False),
    (("20000822", "medtop"), "medtop:20001065", False),  # all sports are not football
    (("15054000", "subj"), "medtop:20001065", True),
    (("15054000", "IPTC"), "medtop:20000822", True),
    (("15054001", "IptcSubjectCodes"), "15054000", True),
    (("15000000", "IPTC"), "15054000", False),
    (("20001065", "http://cv.iptc.org/newscodes/mediatopic/"), "medtop:15000000", True),
    (("medtop:20001065", ""), "medtop:15000000", True),
    (("POL", "N2"), "N2:POL", True),
    (("POL", "N2"), "n2:pol", True),
    (("POL", "N2"), "POL", True),
    (("POL", "N2"), "MCC:POL", False),
    (("15054000", "dpa-articles"), "15000000", False),  # digits of somebody else
    (("99999999", "medtop"), "medtop:99999999", True),  # newer than our list
]


@pytest.mark.parametrize(("said", "topic", "is_meant"), CASES)
def test_a_topic_is_meant_by_its_own_code_and_by_all_below_it(said, topic, is_meant):
    assert (key_of(topic) in keys_of(*said)) is is_meant


def test_every_media_topic_leads_up_to_one_of_the_seventeen():
    tops = {f"{number:02}000000" for number in range(1, 18)}
    for number in range(20_000_001, 20_001_400):
        found = keys_of(str(number), "medtop")
        assert len(found) == 2 or len(found & tops) >= 1
    assert len(keys_of("20001065", "medtop") & tops) == 1
