"""``POST /wire/push/<feed>/``: agencies push copy here, and are told when it is safe."""

import logging
import re
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from itertools import chain

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.utils.http import parse_header_parameters
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from newsroom.fetch import FetchError
from newsroom.wire import deliveries, taker, tokens
from newsroom.wire.connections import came_by_itself
from newsroom.wire.deliveries import Payload
from newsroom.wire.files import MAX_FILE_BYTES, too_large
from newsroom.wire.identity import guid_of
from newsroom.wire.inbox import Intake
from newsroom.wire.models import Delivery, Feed, WireItem
from newsroom.wire.outcomes import NEWS, OUTCOMES, Outcome
from newsroom.wire.transports.payload import Read, ShortError, TooLargeError, payload_from, storing

log = logging.getLogger("newsroom.wire")

RETRY_SECONDS = 10
# A whole file of the largest size may come at 256 kB a second; nobody holds a worker for longer.
LEAST_SECONDS = 30.0
_BYTES_A_SECOND = 256_000
_PIECE = 1 << 16
_HIGHEST_RATIO = 200
_UNSUSPICIOUS = 1 << 20
_COPY = re.compile(
    r"text/(?:plain|xml|vnd\.iptc[\w.+-]*)"
    r"|application/(?:xml|json|octet-stream|nitf|newsml|vnd\.iptc[\w.+-]*|[\w.-]+\+(?:xml|json))"
    r"|message/rfc822|image/(?:jpeg|tiff|png|webp)"
)
_DELIVERY_ID = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?")
_GZIP = frozenset({"gzip", "x-gzip"})

type View = Callable[[HttpRequest, str], HttpResponse]


class RefusedError(Exception):
    """Why a push is not taken: a status, a sentence for the agency, and headers."""

    def __init__(self, status: int, sentence: str, **headers: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def _refusals_as_answers(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, feed: str) -> HttpResponse:
        try:
            return view(request, feed)
        except RefusedError as refusal:
            return JsonResponse(
                {"error": str(refusal)}, status=refusal.status, headers=refusal.headers
            )
        except (OperationalError, InterfaceError, FetchError) as fault:
            log.warning("A push to %s has to be sent again: %s", feed, fault)
            return JsonResponse(
                {"error": "It cannot be stored now; send it again."},
                status=503,
                headers={"Retry-After": str(RETRY_SECONDS)},
            )

    return guarded


@csrf_exempt  # it has no session; who asks is known by a token that no browser sends by itself
@never_cache
@_refusals_as_answers
def push(request: HttpRequest, feed: str) -> HttpResponse:
    """Takes in one file of the feed; 200 and 201 say that it is stored and filed.

    Answers JSON: ``outcomes`` with one object for each item, as ``import_wire --json`` has them,
    and a ``summary``; or ``error``.
    """
    if request.method != "POST":
        raise RefusedError(405, "Copy is sent here by POST.", Allow="POST")
    known = _feed_of(request, feed)
    _refuse_what_is_no_copy(request)
    transmission = _transmission(request)
    payload = _payload(request, transmission)
    answer = _Intake(known, payload, transmission).answer()
    news = any(outcome.outcome in NEWS for outcome in answer.outcomes)
    came_by_itself(known, timezone.now(), has_news=news)
    return answer.response()


# --- Who and what ---


def _feed_of(request: HttpRequest, slug: str) -> Feed:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip() if scheme.casefold() == "bearer" else ""
    feed = tokens.feed_of(token, slug, now=timezone.now())
    if feed is None:
        raise RefusedError(
            401,
            "A valid token of this feed is needed.",
            WWW_Authenticate='Bearer realm="wire"',
        )
    return feed


def _refuse_what_is_no_copy(request: HttpRequest) -> None:
    kind, _ = parse_header_parameters(request.headers.get("Content-Type", ""))
    if kind and not _COPY.fullmatch(kind.casefold()):
        raise RefusedError(
            415, "This is no type of copy; send application/xml, application/json or text/plain."
        )


def _transmission(request: HttpRequest) -> str:
    """The sender's own id of this sending; empty if it has none."""
    headers = request.headers
    name = (headers.get("X-Delivery-Id") or headers.get("Idempotency-Key") or "").strip()
    if name and not _DELIVERY_ID.fullmatch(name):
        raise RefusedError(400, "The delivery's id may be 200 plain characters long.")
    return name


# --- The bytes ---


def _payload(request: HttpRequest, transmission: str) -> Payload:
    size = _length(request)
    read = _within_time(request, LEAST_SECONDS + size / _BYTES_A_SECOND)
    encoding = request.headers.get("Content-Encoding", "").strip().casefold()
    name = _filename(request) or transmission or "push"
    try:
        if encoding in _GZIP:
            return payload_from(_Unpacked(read, size).read, name)
        if encoding in {"", "identity"}:
            return payload_from(read, name, size=size)
    except TooLargeError:
        raise RefusedError(413, too_large(MAX_FILE_BYTES + 1)) from None
    except ShortError:
        raise RefusedError(400, "The end of the file is missing.") from None
    except UnreadablePostError:
        raise RefusedError(400, "The connection broke off.") from None
    raise RefusedError(
        415, "The file is packed in a way that is not known.", Accept_Encoding="gzip, identity"
    )


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or ""
    if not re.fullmatch(r"[0-9]{1,18}", told):
        raise RefusedError(411, "The length of the file must be told.")
    if int(told) > MAX_FILE_BYTES:
        raise RefusedError(413, too_large(int(told)))
    return int(told)


def _within_time(request: HttpRequest, seconds: float) -> Read:
    """Reads the body; what comes too slowly is given up between two pieces."""
    ends = time.monotonic() + seconds

    def read(most: int) -> bytes:
        piece: bytes = request.read(most)
        if time.monotonic() > ends:
            raise RefusedError(408, "The file came too slowly.", Connection="close")
        return piece

    return read


def _filename(request: HttpRequest) -> str:
    _, parameters = parse_header_parameters(request.headers.get("Content-Disposition", ""))
    return Payload(str(parameters.get("filename", "")), "", 0, None).filename


class _Unpacked:
    """Opens gzip as it comes; a bomb is found before it has gone off."""

    def __init__(self, read: Read, size: int) -> None:
        self._read, self._size = read, size
        self._member = zlib.decompressobj(31)
        self._received = self._given = 0
        self._waiting = b""

    def read(self, most: int) -> bytes:
        while not (piece := self._piece(most)):
            if self._waiting:
                continue
            self._waiting = self._read(_PIECE)
            self._received += len(self._waiting)
            if not self._waiting:
                self._refuse_what_is_cut_off()
                return b""
        self._given += len(piece)
        if self._given > max(_UNSUSPICIOUS, _HIGHEST_RATIO * self._received):
            raise RefusedError(413, "The file unpacks to far more than it was; it may be a bomb.")
        return piece

    def _piece(self, most: int) -> bytes:
        if self._member.eof and self._waiting:
            if self._waiting[:1] != b"\x1f":
                self._waiting = b""  # padding after the last member, as other programs take it
                return b""
            self._member = zlib.decompressobj(31)
        try:
            piece = self._member.decompress(self._waiting, most)
        except zlib.error:
            raise RefusedError(
                400, "The file is said to be packed, and cannot be unpacked."
            ) from None
        self._waiting = (
            self._member.unused_data if self._member.eof else self._member.unconsumed_tail
        )
        return piece

    def _refuse_what_is_cut_off(self) -> None:
        if self._received < self._size or (self._received and not self._member.eof):
            raise ShortError


# --- Filing ---


@dataclass(frozen=True, slots=True)
class Answer:
    """What the agency is told: what became of each item, and whether anything is new."""

    delivery: Delivery
    outcomes: Sequence[Outcome]
    is_new: bool

    def response(self) -> JsonResponse:
        counts = Counter(outcome.outcome for outcome in self.outcomes)
        status = 201 if self.is_new else 200
        body = {
            "delivery": str(self.delivery.uid),
            "outcomes": [outcome.as_json() for outcome in self.outcomes],
            "summary": {name: counts[name] for name in OUTCOMES},
        }
        return JsonResponse(body, status=422 if counts["quarantined"] else status)


@dataclass(frozen=True, slots=True)
class _Intake:
    """Takes in one push; sent again under the same id it is answered as it was."""

    feed: Feed
    payload: Payload
    transmission: str

    def answer(self) -> Answer:
        if (known := self.known()) is not None and known.state != Delivery.State.RECEIVED:
            return Answer(known, list(_as_filed(known, self.payload.file)), is_new=False)
        if self.payload.data is not None:
            with storing():
                deliveries.keep(self.payload)
        row = self.entered()
        intake = Intake(self.feed)
        is_first = getattr(row, "is_new", False) or known is not None
        if getattr(row, "is_new", False):
            found = list(chain.from_iterable(intake.read_and_file([(self.payload, row)])))
        else:
            found = list(chain.from_iterable(intake.all([self.payload])))
        row.refresh_from_db()
        if is_first and row.state != Delivery.State.RECEIVED:
            found = list(_as_filed(row, self.payload.file))
        return Answer(row, found, is_new=is_first)

    def known(self) -> Delivery | None:
        """The delivery that came under this id; RefusedError if it was another file."""
        if not self.transmission:
            return None
        rows = Delivery.objects.filter(feed=self.feed, transmission=self.transmission)
        if (row := rows.first()) is not None and row.sha256 != self.payload.sha256:
            raise _taken()
        return row

    def entered(self) -> Delivery:
        """The row of the file, with the sender's id, before anything is made of it."""
        try:
            with transaction.atomic():
                row = deliveries.enter([self.payload], self.feed)[self.payload.sha256]
                if self.transmission and not row.transmission:
                    Delivery.objects.filter(pk=row.pk, transmission="").update(
                        transmission=self.transmission
                    )
        except IntegrityError:
            raise _taken() from None
        return row


def _taken() -> RefusedError:
    return RefusedError(
        409, "Another file was sent under this delivery's id; this one was not taken."
    )


def _as_filed(row: Delivery, file: str) -> Iterator[Outcome]:
    """What became of each item when it was filed, whenever that was."""
    if row.state == Delivery.State.QUARANTINED:
        yield Outcome(file, "", "", "quarantined", row.reason)
        return
    items = list(WireItem.objects.filter(delivery=row).select_related("story").order_by("position"))
    taken = taker.registered().taken({item.story_id for item in items if item.story_id})
    for item in items:
        guid = item.story.guid if item.story else guid_of(item.data, row.sha256, item.position)
        article = taken.get(item.story_id or 0)
        yield Outcome(file, guid, item.version, item.outcome, item.reason, article)
