"""What the lines above a story tell, and what prose does not."""

import pytest

from newsroom.wire.signals import find_signals, line_signals


@pytest.mark.parametrize(
    ("line", "signal"),
    [
        ("FLASH", "flash"),
        ("***FLASH***", "flash"),
        ("NEWS ALERT", "flash"),
        ("URGENT", "urgent"),
        ("BULLETIN", "urgent"),
        ("2ND LEAD", "update"),
        ("3RD NET", "update"),
        ("Eds: UPDATES: With AP Photos.", "update"),
        ("REPLACES earlier story", "writethru"),
        ("ADDS military statement", "addition"),
        ("(Adds prime minister's reaction in paragraph 3)", "addition"),
        ("(more)", "addition"),
        ("1st add", "addition"),
        ("CORRECTS spelling of name", "correction"),
        ("C O R R E C T I O N", "correction"),
        ("(In Jan. 3 story, corrects last paragraph)", "correction"),
        ("Rectificatif", "correction"),
        ("KILL KILL KILL", "kill"),
        ("MANDATORY KILL", "kill"),
        ("KILL: BC-Harbour--Wall", "kill"),
        ("STORY WITHDRAWN", "kill"),
        ("ADVISORY - please disregard", "kill"),
        ("Editors: please kill BC-Harbour--Wall", "kill"),
        ("HOLD HOLD HOLD", "hold"),
        ("EMBARGOED UNTIL 0001 GMT FRIDAY", "embargo"),
        ("HOLD FOR RELEASE Monday", "embargo"),
        ("SPERRFRIST: 10:00 Uhr", "embargo"),
        ("ADVISORY", "advisory"),
        ("NEWS PLANNER", "advisory"),
    ],
)
def test_an_instruction_is_known(line, signal):
    assert line_signals(line) == [signal]


@pytest.mark.parametrize(
    "line",
    [
        "Kill order upheld by high court",
        "KILL BILL RETURNS TO CINEMAS",
        "Killer whales seen off Gwadar",
        "Hold the line, says minister",
        "Flash floods kill 20",
        "FLASH FLOODS KILL 20",
        "URGENT TALKS ON WATER",
        "Corrections officers strike",
        "EXTRA TIME",
        "Update on the harbour is expected",
        "BUDGET DAY NEARS",
        "Embargo on grain is lifted until further notice",
        "More ferries to run",
        "",
    ],
)
def test_a_headline_or_a_sentence_is_no_instruction(line):
    assert line_signals(line) == []


@pytest.mark.parametrize(
    ("slugline", "signals"),
    [
        ("BC-US--Giant Lobster Death, 1st Ld-Writethru,127", ["update", "writethru"]),
        ("Pakistan-unrest-blast,2ndlead", ["update"]),
        ("USA-WEATHER/ (UPDATE 1, PIX, CORRECTED)", ["update", "correction"]),
        ("Yemen/conflict/", []),
        ("kill-order/", []),
    ],
)
def test_the_slug_line_carries_signals(slugline, signals):
    assert find_signals(slugline=slugline) == signals


@pytest.mark.parametrize(
    ("headline", "signals"),
    [
        ("UPDATE 2-Oil falls on ferry news", ["update"]),
        ("CORRECTED-Oil rises", ["correction"]),
        ("RPT-Oil rises", ["writethru"]),
        ("Urgent need for ferries", []),
        ("Army kills three in raid", []),
    ],
)
def test_only_the_opening_of_a_headline_counts(headline, signals):
    assert find_signals(headline=headline) == signals
