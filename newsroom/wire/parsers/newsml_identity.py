"""Which story a NewsML item is a revision of (NewsML 1.2 §5.5.1)."""

import re
from dataclasses import dataclass

from newsroom.wire.parsers.markup import Element, folded, text_of

# "urn:newsml:afp.com:20140829T135002Z:TX-PAR-FXW86:1", the last with N, U or A if at all.
_REVISION = re.compile(r"(\d{1,9})[NUA]?")
_PLAIN = re.compile(r"[\w.-]{1,40}")
# Agencies whose DateId is that of the revision. Their ids are running numbers, unique as such.
_DATE_OF_REVISION = frozenset({"belga.be", "www.belga.be"})
_NO_ID = frozenset({"", "0"})


@dataclass(frozen=True, slots=True)
class Identity:
    """The story by its ``guid`` (a URN without the revision; empty if the file names none), and
    the revision.

    ``previous`` is the number of the revision before, 0 if this is the first. ``update`` is
    ``U`` if the revision holds only changes, ``A`` if only a status, else ``N``.
    """

    guid: str = ""
    version: str = "1"
    previous: int = 0
    update: str = "N"
    provider: str = ""


def identity_of(item: Element) -> Identity:
    """What ``item`` is a revision of.

    The id is made of the three parts that identify an item, since some agencies leave its
    public identifier unfinished.
    """
    found = {each.tag: each for each in item.iterfind("Identification/NewsIdentifier/*")}
    text = {tag: text_of(each) for tag, each in found.items()}
    version = _version(text.get("RevisionId", ""), text.get("PublicIdentifier", ""))
    revision = found.get("RevisionId")
    previous = folded(revision.get("PreviousRevision")) if revision is not None else ""
    update = folded(revision.get("Update")).upper() if revision is not None else ""
    if item.find("Update") is not None:
        update = "U"
    return Identity(
        guid=_guid(item, text, version),
        version=version,
        previous=int(previous) if re.fullmatch("[0-9]{1,9}", previous) else 0,
        update=update if update in {"U", "A"} else "N",
        provider=text.get("ProviderId", ""),
    )


def _guid(item: Element, text: dict[str, str], version: str) -> str:
    provider, date, number = (
        "".join(text.get(name, "").split()) for name in ("ProviderId", "DateId", "NewsItemId")
    )
    # ANP counts the revision in the item's own number too.
    number = number.removesuffix(f"-v{version}")
    if number not in _NO_ID:
        return _urn(provider, date, number)
    public = story_id(text.get("PublicIdentifier", ""))
    if public.count(":") >= 4 and not public.endswith(":0"):
        return public
    # TASS has an id of its own among the subjects.
    own = next((text_of(each) for each in item.iter("guid")), "")
    return _urn(provider, "", own) if own else ""


def _version(said: str, public: str) -> str:
    if match := _REVISION.fullmatch(said):
        return str(int(match[1]))
    if _PLAIN.fullmatch(said):
        return said
    match = _REVISION.fullmatch(public.rpartition(":")[2])
    return str(int(match[1])) if match else "1"


def story_id(reference: str) -> str:
    """The guid of the story that ``reference`` (a URN or its parts) points to."""
    parts = [part for part in "".join(reference.split()).split(":") if part]
    if [part.casefold() for part in parts[:2]] == ["urn", "newsml"]:
        parts = parts[2:]
    if len(parts) > 3 and _REVISION.fullmatch(parts[-1]):
        parts.pop()
    if len(parts) < 3:
        return reference.strip()
    return _urn(parts[0], parts[1], ":".join(parts[2:]))


def _urn(provider: str, date: str, number: str) -> str:
    if provider.casefold() in _DATE_OF_REVISION:
        date = ""
    return ":".join(part for part in ("urn:newsml", provider, date, number) if part)
