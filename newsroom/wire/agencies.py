"""The names that agencies sign their copy with."""

import re
from collections.abc import Collection
from functools import lru_cache

_NAMES = """
AFP, Agence France-Presse, AP, Associated Press, The Associated Press, Reuters, Thomson Reuters, \
Thomson Reuters Foundation, dpa, dpa-AFX, tca, PTI, ANI, IANS, UNI, APP, PPI, NNI, INP, Online, \
Sana, SANA, KUNA, BNA, Xinhua, SPA, WAM, QNA, IRNA, ISNA, Fars, Mehr, TASS, Interfax, RIA Novosti, \
Kyodo, Kyodo News, Jiji, Yonhap, Bernama, Antara, VNA, EFE, Europa Press, ANSA, AGI, Adnkronos, \
Lusa, UPI, CP, The Canadian Press, \
AAP, NZPA, BusinessDesk, PA, PA Media, Press Association, \
Bloomberg, BBC, The Guardian, Guardian, NYT, NYT News Service, New York Times News Service, \
The New York Times, The Washington Post, Washington Post, CNN, Al Jazeera, Anadolu, \
Anadolu Agency, \
AA, DPA, KNA, epd, Kathpress, ANA-MPA, ΑΠΕ-ΜΠΕ, LETA, BNS, Hina, TASR, Télam, Andina, \
ТАСС, РИА Новости, Интерфакс, Prensa Latina, Notimex, Agência Brasil, \
ATS, SDA, Keystone-SDA, APA, Belga, ANP, NTB, TT, Ritzau, STT, PAP, CTK, MTI, Tanjug, \
Agerpres, BTA, Ukrinform, GLOBE NEWSWIRE, GlobeNewswire, PRNewswire, PR Newswire, AsiaNet, \
Business Wire, BUSINESS WIRE, Gracenote, OPTA, MEMO, Sputnik, Tribune News Service, \
DPA International, \
اے ایف پی, رائٹرز, اے پی, اے پی پی, این این آئی, آئی این پی, آن لائن, ایجنسیاں, \
أ ف ب, أ.ف.ب, ا ف ب, ا.ف.ب, اف ب, رويترز, أ ب, د ب أ, وكالات, قنا, واس, وام
"""
# Not agencies, but what a paper signs with in the same place.
_SIGNATURES = """
Agencies, Agency, News agencies, Wire services, Wires, Staff Reporter, Our Staff Reporter, \
Staff Correspondent, Our Correspondent, Correspondent, Bureau Report, News Desk, Monitoring Desk, \
Monitoring Report, Web Desk, Special Correspondent, Our Reporter, Reporter, Bureau
"""


def _names(text: str) -> frozenset[str]:
    return frozenset(name.strip() for name in text.split(","))


AGENCIES = _names(_NAMES)
SIGNATURES = _names(_SIGNATURES)
_FOLDED_SIGNATURES = frozenset(name.casefold() for name in SIGNATURES)
# "dpa/lni", "tca/dpa", "PRNewswire-AsiaNet".
_WITH_DESK = re.compile(r"[^\W\d_][\w ]{0,24}(?:[/-][\w ]{1,24}){1,3}")
_SHORT = re.compile(r"[^\W\d_]{1,5}")
_AND = re.compile(r"\s*(?:/|&|,|\+|\band\b)\s*")


@lru_cache(maxsize=64)
def _folded(agencies: frozenset[str]) -> frozenset[str]:
    return frozenset(" ".join(name.split()).casefold() for name in agencies)


def with_names(*names: str) -> frozenset[str]:
    """The agencies known to us and those called ``names``: a source knows what it is called."""
    own = frozenset(name.strip() for name in names if name.strip())
    return AGENCIES | own if own else AGENCIES


def is_agency(name: str, agencies: Collection[str] = AGENCIES) -> bool:
    """Whether ``name`` is an agency, several (``ats afp``) or one with its desk (``dpa/lni``)."""
    folded = _folded(agencies if isinstance(agencies, frozenset) else frozenset(agencies))
    name = " ".join(name.split()).casefold()
    if not name or len(name) > 80 or name.count(" ") > 8:
        return False
    if name in folded or all(word in folded for word in name.split(" ")):
        return True
    if _WITH_DESK.fullmatch(name):
        first, *_, last = (part.strip() for part in re.split("[/-]", name))
        return first in folded or (last in folded and _SHORT.fullmatch(first) is not None)
    return all(part in folded for part in _AND.split(name))


def is_signature(name: str, agencies: Collection[str] = AGENCIES) -> bool:
    """Whether copy is signed with ``name``: an agency, ``Agencies``, ``Our Correspondent`` …"""
    name = " ".join(name.split()).casefold()
    if is_agency(name, agencies) or name in _FOLDED_SIGNATURES:
        return True
    return len(name) <= 80 and all(
        part in _FOLDED_SIGNATURES or is_agency(part, agencies) for part in _AND.split(name)
    )
