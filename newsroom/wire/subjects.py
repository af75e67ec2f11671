"""What a coded subject is about: IPTC Media Topics, the Subject Codes before them, agencies' own.

The two vocabularies of the IPTC are read as one: a media topic lies under its broader ones, a
subject code under those that its digits name (NNMMMDDD), and either means its counterpart in the
other.
"""

import re
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path

_IPTC_SCHEME = re.compile(r"iptc|medtop|mediatopic|subj", re.IGNORECASE)
_IPTC_CODE = re.compile(r"[0-9]{8}")
_FIRST_MEDIA_TOPIC = "20000000"


def key_of(wanted: str) -> str:
    """``wanted`` (``medtop:20000822``, ``15054000``, ``N2:POL``) as ``keys_of`` has it."""
    scheme, _, code = wanted.strip().rpartition(":")
    return code if _is_iptc(code, scheme) else wanted.strip().casefold()


@lru_cache(maxsize=10_000)
def keys_of(code: str, scheme: str = "") -> frozenset[str]:
    """Everything that a subject with this code is about: itself, and all that it lies under."""
    bare = code.rpartition(":")[2]
    own = {code.casefold(), bare.casefold(), f"{scheme}:{code}".casefold()}
    if not _is_iptc(bare, scheme or code.rpartition(":")[0]):
        return frozenset(own)
    return frozenset(own | _iptc(bare))


def _is_iptc(code: str, scheme: str) -> bool:
    return bool(_IPTC_CODE.fullmatch(code) and (not scheme or _IPTC_SCHEME.search(scheme)))


def _iptc(code: str) -> set[str]:
    topics, means = _media_topics()
    if code >= _FIRST_MEDIA_TOPIC:
        above = _above(code, topics)
        return above | {level for each in above for level in _levels(means.get(each, ""))}
    meant = _counterparts().get(code, ())
    return _levels(code).union(*(_above(each, topics) for each in meant))


def _levels(code: str) -> set[str]:
    """The subject code and those above it."""
    return {f"{code[:2]}000000", f"{code[:5]}000", code} if code else set()


def _above(code: str, broader: dict[str, str]) -> set[str]:
    """The media topic and those above it."""
    found = set[str]()
    while code:
        found.add(code)
        code = broader.get(code, "")
    return found


@cache
def _media_topics() -> tuple[dict[str, str], dict[str, str]]:
    """Of each media topic the broader one, and the subject code that means the same."""
    broader: dict[str, str] = {}
    means: dict[str, str] = {}
    path: list[str] = []
    text = (Path(__file__).parent / "media_topics.txt").read_text(encoding="ascii")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        code, *same = line.split()
        del path[len(line) - len(line.lstrip(" ")) :]
        if path:
            broader[code] = path[-1]
        means[code] = same[0] if same else code if code < _FIRST_MEDIA_TOPIC else ""
        path.append(code)
    return broader, means


@cache
def _counterparts() -> dict[str, list[str]]:
    """Of each subject code the media topics that mean the same."""
    found = defaultdict(list)
    for topic, subject in _media_topics()[1].items():
        found[subject].append(topic)
    return dict(found)
