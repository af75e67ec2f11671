"""What the lines above a story tell, and what prose does not."""

import pytest

from newsroom.wire.signals import find_signals, line_signals


@pytest.mark.parametrize(
    ("line", "signal"),
    [
        ("FLASH", "flash"),
        ("***FLASH***", "flash"),
        ("NEWS ALERT", "flash"),
        ("BLITZMELDUNG", "flash"),
        ("+++ BLITZ +++", "flash"),
        ("*** BREAKING NEWS ***", "flash"),
        ("BREAKING: Wall gives way", "flash"),
        ("ÚLTIMA HORA", "flash"),
        ("(Neu: mehr Details)", "update"),
        ("(EDS: ADDING DETAILS)", "update"),
        ("(ATTN: ADDS minister's comment, photo)", "addition"),
        ("(ATTN: RECASTS headline, lead; ADDS details)", "writethru"),
        ("(ATTN: UPDATES with more info)", "update"),
        ("ALERTE", "flash"),
        ("+++ EILMELDUNG +++", "urgent"),
        ("EIL", "urgent"),
        ("EIL: Mauer bricht", "urgent"),
        ("URGENTE", "urgent"),
        ("=URGENTE=", "urgent"),
        ("HAST", "urgent"),
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
        ("=(AJOUTE la réaction du ministre)=", "addition"),
        ("AJOUT 2", "addition"),
        ("AÑADE declaraciones del alcalde", "addition"),
        ("CORRECTS spelling of name", "correction"),
        ("C O R R E C T I O N", "correction"),
        ("(In Jan. 3 story, corrects last paragraph)", "correction"),
        ("Rectificatif", "correction"),
        ("(Berichtigung: im 2. Absatz muss es Deich heißen)", "correction"),
        ("RECTIFICACIÓN", "correction"),
        ("CORRIGE nombre", "correction"),
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
        "Eil und Weile",
        "EILAT FERRY SINKS",
        "URGENTE REUNION DEL GABINETE",
        "BREAKING BAD RETURNS",
        "Blitz wirft Nebel auf den Hafen",
        "Ajouter du sel ne suffit pas",
        "AJOUTER DU SEL",
        "Berichtigung gefordert",
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
        ("Bahn/Streik/EIL", ["urgent"]),
        ("puerto-muro,URGENTE", ["urgent"]),
        ("Hafen, BLITZ", ["flash"]),
        ("BRITAIN-BLITZ/", []),
        ("PAKISTAN-FLASH-FLOODS/", []),
        ("THE-BREAKING-POINT", []),
        ("EIL-VERFAHREN/", []),
        ("BC-EU--Wall, 1st Ld-Writethru, 1st add", ["update", "writethru"]),
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
        ("URGENTE.-El muro cede", ["urgent"]),
        ("EIL: Mauer bricht", ["urgent"]),
        ("+++ EILMELDUNG +++ Mauer bricht", ["urgent"]),
        ("BREAKING: Wall gives way", ["flash"]),
        ("URGENT-Wall gives way", ["urgent"]),
        ("RECTIFICACIÓN.-El muro cede", ["correction"]),
        ("EIL-Verfahren gegen den Hafen", []),
        ("Breaking: bad", []),
        ("++ Genova: il muro ha tenuto ++", ["urgent"]),
        ("C++ and Java", []),
        ("Urgent need for ferries", []),
        ("Army kills three in raid", []),
    ],
)
def test_only_the_opening_of_a_headline_counts(headline, signals):
    assert find_signals(headline=headline) == signals


def test_a_text_that_was_sent_whole_again_is_no_addition_whatever_its_note_says_is_new():
    note = "(Adds union leader's reaction in paragraph 3)"

    assert find_signals([note, "WRITETHRU"]) == ["writethru"]
    assert find_signals([note], slugline="BC-EU--Wall, 1st Ld-Writethru") == ["update", "writethru"]
    assert find_signals([note]) == ["addition"]
