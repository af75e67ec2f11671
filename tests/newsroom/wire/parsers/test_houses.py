"""Plain text as single agencies lay it out; the copy is ours, the layout theirs."""

from typing import Any

import pytest

from newsroom.text.sanitize import paragraphs
from newsroom.wire.parsers import WireItem, parse

FRENCH = "Le mur du port de Brest a tenu toute la nuit, a indiqué dimanche le maire de la ville."
ITALIAN = "Il muro del porto di Genova ha tenuto tutta la notte, ha detto domenica il sindaco."
ENGLISH = "The flood wall at the port held all night, the harbor master said on Sunday."
NORDIC = "Muren ved havnen i Bergen holdt hele natten, sier havnesjefen søndag til pressen."

HOUSES: dict[str, tuple[str, dict[str, Any]]] = {
    "AFP": (
        f"""ZCZC
CSA0123 4 I 0213 FRA /AFP-AB12
France-port-mur,2ndlead
Le mur de Brest a tenu
=(AJOUTE réaction du maire, PHOTO ARCHIVES)=
Par Anne MARTIN

   BREST, 3 mai 2031 (AFP) - {FRENCH}

   burs-am/bc/mdz
NNNN
""",
        {"headline": "Le mur de Brest a tenu", "slugline": "France-port-mur,2ndlead",
         "byline": "Par Anne MARTIN", "credit": "AFP", "signals": ("update", "addition"),
         "body": [FRENCH],
         "apart": {"ZCZC", "NNNN", "CSA0123 4 I 0213 FRA /AFP-AB12", "burs-am/bc/mdz"}},
    ),
    "AFP, an alert": (
        "ZCZC\nCSA0124 1 I 0013 FRA /AFP-AB13\nALERTE\nLe mur de Brest a cédé (préfecture)\nNNNN\n",
        {"headline": "Le mur de Brest a cédé (préfecture)", "urgency": 1, "signals": ("flash",),
         "body": ["Le mur de Brest a cédé (préfecture)"], "ednote": "ALERTE",
         "apart": {"ZCZC", "NNNN", "CSA0124 1 I 0013 FRA /AFP-AB13"}},
    ),
    "ANSA": (
        f"""ZCZC4321/SX4
XCI31123001_SX4_QBXB
R CRO S0A QBXB
++ Genova: il muro ha tenuto ++
Aperte le chiuse
(ANSA) - GENOVA, 3 MAG - {ITALIAN[:-1]}. (ANSA).

     ABC-DEF
03-MAG-31 10:15 NNNN
""",
        {"headline": "++ Genova: il muro ha tenuto ++", "abstract": "Aperte le chiuse",
         "slugline": "", "credit": "ANSA", "urgency": 2, "body": [ITALIAN],
         "apart": {"ZCZC4321/SX4", "XCI31123001_SX4_QBXB", "R CRO S0A QBXB", "ABC-DEF",
                   "03-MAG-31 10:15 NNNN"}},
    ),
    "Kyodo": (
        f"Wall holds at Kobe\n\n   KOBE, Japan, May 3 Kyodo - (EDS: ADDING DETAILS) {ENGLISH}\n\n"
        "==Kyodo\n",
        {"headline": "Wall holds at Kobe", "ednote": "(EDS: ADDING DETAILS)", "credit": "Kyodo",
         "signals": ("update",), "body": [ENGLISH], "apart": set()},
    ),
    "Xinhua": (
        f"Wall holds at Tianjin\n\nTIANJIN, May 3 (Xinhua) -- {ENGLISH} Enditem\n",
        {"headline": "Wall holds at Tianjin", "credit": "Xinhua", "body": [ENGLISH],
         "apart": {"Enditem"}},
    ),
    "NTB": (
        f"HAST: Muren i Bergen holdt\n\nBergen (NTB): {NORDIC}\n\n(©NTB)\n",
        {"headline": "Muren i Bergen holdt", "ednote": "HAST: Muren i Bergen holdt",
         "urgency": 2, "credit": "NTB", "body": [NORDIC], "apart": set()},
    ),
    "TT": (
        f"Muren höll\n\nGöteborg (TT)\n\n{NORDIC}\n\nAnna Berg/TT\n",
        {"headline": "Muren höll", "credit": "TT", "body": [NORDIC], "apart": {"Anna Berg/TT"}},
    ),
    "Lusa": (
        f"Muro aguentou\n\nLisboa, 03 mai 2031 (Lusa) – {ITALIAN}\n\nABC // DEF\n\nLusa/Fim\n",
        {"headline": "Muro aguentou", "credit": "Lusa", "body": [ITALIAN],
         "apart": {"ABC // DEF", "Lusa/Fim"}},
    ),
    "AP, as old lines carry it": (
        "ZCZC\na0715ap\nu i\nBC-AS--Pakistan-Wall,50\nFlood wall gives way\n"
        f"KARACHI, Pakistan (AP) — {ENGLISH}\nNNNN\n",
        {"headline": "Flood wall gives way", "slugline": "BC-AS--Pakistan-Wall,50",
         "abstract": "", "credit": "AP", "body": [ENGLISH],
         "apart": {"ZCZC", "NNNN", "a0715ap", "u i"}},
    ),
    "Ritzau": (
        f"Muren holdt\n/ritzau/\nKøbenhavn, søndag /ritzau/: {NORDIC}\n/ritzau/\n",
        {"headline": "Muren holdt", "abstract": "", "credit": "ritzau", "body": [NORDIC],
         "apart": {"/ritzau/"}},
    ),
    "Europa Press": (
        f"URGENTE.-El muro cede\n\nVIGO, 3 May. (EUROPA PRESS) -\n\n    {ITALIAN}\n",
        {"headline": "URGENTE.-El muro cede", "urgency": 2, "credit": "EUROPA PRESS",
         "body": [ITALIAN], "apart": set()},
    ),
}  # fmt: skip


@pytest.mark.parametrize("house", HOUSES)
def test_a_house_is_read_as_it_writes(house):
    text, said = HOUSES[house]

    [item] = parse(text.encode())

    assert isinstance(item, WireItem)
    found = {name: getattr(item, name) for name in said if name not in {"body", "apart"}}
    found |= {"body": paragraphs(item.body_html), "apart": set(item.set_apart)}
    assert found == said
