"""Routing: rules are asked in order, and each thing is decided by the first that sets it."""

import pytest

from newsroom.wire.routing import Route, Rule, applies, keywords_of, route

SPORT, CITY = 1, 2
ITEM = {
    "headline": "Harbour wall holds as flood passes",
    "slugline": "Flood-harbour",
    "category": "i",
    "language": "pt-BR",
    "urgency": 3,
    "keywords": ["Weather", "high water"],
    "subjects": [
        {"code": "17004000", "scheme": "IPTC", "name": "Statistics"},
        {"code": "20000822", "scheme": "medtop", "name": "tides"},
    ],
}


@pytest.mark.parametrize(
    ("asks", "is_true"),
    [
        ({"feed": 7}, True),
        ({"feed": 8}, False),
        ({"category": "I"}, True),
        ({"category": "s"}, False),
        ({"language": "pt"}, True),
        ({"language": "pt-br"}, True),
        ({"language": "p"}, False),
        ({"most_urgency": 3}, True),
        ({"most_urgency": 2}, False),
        ({"subject": "17004000"}, True),
        ({"subject": "17000000"}, True),  # what lies below it counts too
        ({"subject": "17005000"}, False),
        ({"subject": "IPTC:17000000"}, True),
        ({"subject": "medtop:17000000"}, True),  # the same in both vocabularies
        ({"subject": "medtop:15000000"}, True),  # the broadest topic of medtop:20000822
        ({"subject": "subj:15000000"}, True),
        ({"subject": "medtop:16000000"}, False),
        ({"subject": "N2:WEA"}, False),
        ({"subject": "medtop:20000822"}, True),
        ({"subject": "20000822"}, True),
        ({"subject": "20000000"}, False),
        ({"keywords": ("flood",)}, True),
        ({"keywords": ("floods",)}, False),  # whole words
        ({"keywords": ("ebb", "HIGH WATER")}, True),
        ({"keywords": ("weather",), "category": "s"}, False),  # all that it asks must be true
        ({"keywords": ("(flood",)}, False),
    ],
)
def test_a_rule_applies_when_all_that_it_asks_is_true(asks, is_true):
    assert applies(Rule("rule", **asks), ITEM, feed=7) is is_true


def test_copy_that_says_nothing_of_itself_is_ordinary():
    assert applies(Rule("not urgent", most_urgency=5), {}, feed=1)
    assert not applies(Rule("urgent", most_urgency=4), {}, feed=1)
    assert not applies(Rule("sport", category="s"), {}, feed=1)


def test_the_first_rule_that_sets_a_thing_decides_it():
    rules = [
        Rule("floods to the city", keywords=("flood",), section=CITY),
        Rule("nothing of ours", category="s", section=SPORT, priority=9),
        Rule("weather", keywords=("weather",), section=SPORT, priority=2),
        Rule("everything", feed=7, priority=1, hold="Look at it first."),
    ]

    assert route(rules, ITEM, feed=7) == Route(
        section=CITY,
        priority=2,
        hold="Look at it first.",
        rules=("floods to the city", "weather", "everything"),
    )


def test_without_a_rule_that_applies_nothing_is_decided():
    assert route([Rule("sport", category="s", section=SPORT)], ITEM, feed=7) == Route()


def test_of_a_rule_that_holds_and_one_that_publishes_the_hold_has_its_way():
    hold, publish = Rule("hold", feed=7, hold="Why."), Rule("publish", feed=7, publish=True)

    assert route([hold, publish], ITEM, feed=7) == Route(hold="Why.", rules=("hold",))
    assert route([publish, hold], ITEM, feed=7) == Route(hold="Why.", rules=("hold",))
    assert route([publish], ITEM, feed=7) == Route(publish=True, rules=("publish",))


def test_keywords_are_divided_by_commas():
    assert keywords_of("flood,  high   water ,,") == ("flood", "high water")
