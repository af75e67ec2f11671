"""The page cache as a WSGI application around Django's."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from newsroom.delivery.asked import answering, asked_by
from newsroom.delivery.away import given_up
from newsroom.delivery.bodies import has_body
from newsroom.delivery.calls import Application, StartResponse
from newsroom.delivery.page_cache.copies import LARGEST, Copy, Headers
from newsroom.delivery.page_cache.flights import Flight, Flights
from newsroom.delivery.page_cache.keys import (
    Environ,
    Key,
    key_of,
    request_for,
    says_signed_in,
)
from newsroom.delivery.page_cache.places import (
    MOST_OF_THE_DESK,
    MOST_OTHERS,
    MOST_WATCHERS,
    Places,
)
from newsroom.delivery.page_cache.store import Store
from newsroom.delivery.page_cache.watch import Judgement, Watch
from newsroom.delivery.purging.choice import front
from newsroom.delivery.purging.front import LIFE_SECONDS
from newsroom.delivery.sources import making
from newsroom.figures import Sample, counter, gauge, told_by_process
from newsroom.publishing.shown import Shown, collecting

ANSWERS = counter(
    "newsroom_page_cache_answers_total",
    "Answers for readers, by how they were had: hit, stale (while it is made anew), blind (the"
    " database is away), last resort (it cannot be made anew), made, waited, not kept.",
    "how",
)
COPIES = gauge("newsroom_page_cache_copies", "Finished pages that are kept.")
BYTES = gauge("newsroom_page_cache_bytes", "Memory that they take.")
BLIND = gauge(
    "newsroom_page_cache_blind_seconds",
    "For how long a process has not read what has changed; 0 while it does.",
    of="max",
)
KNOWN = gauge(
    "newsroom_page_cache_generation", "The last change that every process knows of.", of="min"
)
_HIT = ANSWERS.at("hit")
_OK = "200 OK"
_NOT_MODIFIED = "304 Not Modified"


@dataclass(frozen=True, slots=True)
class Answer:
    """What Django answered: to be sent to one reader, and not kept."""

    status: str
    headers: Headers
    body: bytes


class PageCache:
    """Answers what it can from finished copies, and has each page made once for all who wait.

    A page is made for nobody in particular: neither cookies nor any header of the reader's reach
    what is kept, so that no reader can leave anything there for another.
    """

    def __init__(self, application: Application, *, store: Store, watch: Watch) -> None:
        self.application = application
        self.store, self.watch, self.flights = store, watch, Flights()
        self.places, self.others = Places(), Places(MOST_OTHERS)
        self.desk, self.watchers = Places(MOST_OF_THE_DESK), Places(MOST_WATCHERS)
        watch.forget = store.clear
        self.front = front()
        self._not_pages = tuple(
            each for each in (settings.STATIC_URL, settings.MEDIA_URL) if each.startswith("/")
        )
        self._without_database = (*self._not_pages, "/health/live", "/health/serving")

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        key = key_of(
            environ, session_cookie=settings.SESSION_COOKIE_NAME, not_pages=self._not_pages
        )
        if key is None or not is_ours(environ.get("HTTP_HOST", "")):
            return self.pass_on(environ, start_response)
        if self.watch.is_blind():
            self.watch.start()  # at the first request, after a fork, or where its thread hangs
            self.watch.wait_for_first()
        if self.watch.is_ready():
            found = self.page_for(key, environ)
        else:
            ANSWERS.at("not kept").add()
            found = self.make(key, environ)
        if isinstance(found, Copy):
            return _send(found, self.life_of(found), environ, start_response)
        start_response(found.status, found.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [found.body]

    def pass_on(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Lets Django answer, which may hold some of the threads and never all."""
        if has_body(environ) or environ.get("PATH_INFO", "").startswith(self._without_database):
            return self.application(environ, start_response)
        with self._places_for(environ).one() as has_place:
            return self.application(environ if has_place else given_up(environ), start_response)

    def _places_for(self, environ: Environ) -> Places:
        """What readers search for must keep out neither the desk nor whoever asks how all is."""
        path = environ.get("PATH_INFO", "")
        if path == "/health/ready":
            return self.watchers
        is_desk = says_signed_in(environ, settings.SESSION_COOKIE_NAME)
        return self.desk if is_desk or path.startswith("/admin") else self.others

    def page_for(self, key: Key, environ: Environ) -> Copy | Answer:
        """A copy that may be sent, or what Django answers."""
        copy = self.store.get(key)
        judged = self.watch.judge(copy) if copy else Judgement.WRONG
        if copy and judged is Judgement.RIGHT:
            _HIT.add()
            return copy
        former = copy if judged is not Judgement.WRONG else None
        if former and self.watch.is_blind():
            ANSWERS.at("blind").add()
            return former  # there is nothing to make a newer one from
        flight, is_mine = self.flights.join(key)
        if is_mine:
            return self.fly(flight, key, environ, former)
        if former and judged is Judgement.STALE:
            ANSWERS.at("stale").add()
            return former
        if not flight.wait():
            return self.last_resort(former) or self.give_up(key, environ)
        landed = self.last_resort(flight.landed) if flight.is_last_resort else flight.landed
        may_be_sent = landed and (flight.is_last_resort or self.may_be_sent(landed))
        ANSWERS.at("waited" if may_be_sent else "not kept").add()
        return landed if landed and may_be_sent else self.make(key, environ)

    def may_be_sent(self, copy: Copy) -> bool:
        return self.watch.judge(copy) in {Judgement.RIGHT, Judgement.STALE}

    def last_resort(self, former: Copy | None) -> Copy | None:
        """The ``former`` copy, unless it was taken down while a newer one was waited for."""
        return former if former and self.watch.judge(former) is not Judgement.WRONG else None

    def life_of(self, copy: Copy) -> Headers:
        """The header that says how long the cache in front may keep ``copy``, as of now.

        There is none for a page that is being made anew, or of which nobody can say whether it
        is right: that is kept for a second.
        """
        if self.front is None or self.watch.is_blind():
            return []
        seconds = min(copy.until - self.watch.clock(), LIFE_SECONDS)
        if seconds < 1 or self.watch.judge(copy) is not Judgement.RIGHT:
            return []
        return [(self.front.life_header, self.front.life(seconds))]

    def fly(self, flight: Flight, key: Key, environ: Environ, former: Copy | None) -> Copy | Answer:
        """Makes the page for all who wait; if that fails they get the ``former``."""
        made: Copy | Answer | None = None
        try:
            made = self.make(key, environ)
            if isinstance(made, Copy) and not self.may_be_sent(made):
                made = self.make(key, environ)  # it changed while it was made
        finally:
            fails = not isinstance(made, Copy) and (made is None or made.status[0] == "5")
            former = self.last_resort(former) if fails else None
            landed = made if isinstance(made, Copy) else former
            self.flights.land(key, flight, landed, is_last_resort=fails)
        if former:
            ANSWERS.at("last resort").add()
            return former
        ANSWERS.at("made" if isinstance(made, Copy) else "not kept").add()
        return made

    def levels(self) -> Iterator[Sample]:
        """What it holds, and since when it does not know what has changed."""
        yield Sample(COPIES, len(self.store))
        yield Sample(BYTES, self.store.bytes)
        yield Sample(BLIND, self.watch.blind_seconds())
        if self.watch.now_known:  # none has yet asked this process for a page
            yield Sample(KNOWN, self.watch.number)

    def make(self, key: Key, environ: Environ) -> Copy | Answer:
        """Has Django make the page, and keeps it if it is one for readers."""
        with self.places.one(may_wait=not self.watch.blind_seconds()) as has_place:
            if not has_place:
                return self.give_up(key, environ)
            return self._made(key, environ)

    def give_up(self, key: Key, environ: Environ) -> Answer:
        """What is said to who would have to wait too long: the database does not answer."""
        return _asked(self.application, given_up(request_for(key, environ)))

    def _made(self, key: Key, environ: Environ) -> Copy | Answer:
        made_at = self.watch.clock()
        # The number is taken before the content is read, which then shows at least that change.
        number = self.watch.number
        with answering(asked_by(environ)), collecting() as shown, making(number) as made:
            answer = _asked(self.application, request_for(key, environ))
        if not _may_be_kept(answer, shown):
            if answer.status[0] != "5":
                self.store.drop(key)
            return answer
        until = float("inf")
        if shown.until is not None:
            until = made_at + (shown.until - datetime.now(UTC)).total_seconds()
        # How long what stands in front may keep it is said anew whenever it is sent.
        life_header = self.front.life_header if self.front else ""
        headers = [each for each in answer.headers if each[0] != life_header]
        tags = frozenset(shown.tags)
        copy = Copy(key, answer.body, headers, tags, made.as_of, made_at, until)
        self.store.put(copy)
        return copy


def cached(application: Application) -> Application:
    """``application`` with a page cache of as many megabytes as the settings say, if any."""
    if not settings.NEWSROOM_PAGE_CACHE_MB:
        return application
    store = Store(settings.NEWSROOM_PAGE_CACHE_MB * 1_000_000)
    cache = PageCache(application, store=store, watch=Watch.of_the_primary())
    told_by_process(cache.levels)
    return cache


@lru_cache(maxsize=1024)
def is_ours(host: str) -> bool:
    """Whether the site answers to this ``Host``."""
    allowed = settings.ALLOWED_HOSTS or (["localhost"] if settings.DEBUG else [])
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def _asked(application: Application, environ: dict[str, Any]) -> Answer:
    started: list[Any] = []

    def start_response(status: str, headers: Headers, exc_info: Any = None) -> None:
        started[:] = [status, headers]

    result = application({**environ, "wsgi.input": io.BytesIO()}, start_response)
    try:
        body = b"".join(result)
    finally:
        if hasattr(result, "close"):
            result.close()
    status, headers = started
    return Answer(status, headers, body)


def _may_be_kept(answer: Answer, shown: Shown) -> bool:
    """Only a whole page that a reader's view made, and that sets nothing with the reader."""
    if not shown.is_for_readers or answer.status != _OK or len(answer.body) > LARGEST:
        return False
    headers = {name.lower(): value for name, value in answer.headers}
    is_public = "public" in headers.get("cache-control", "")
    varies = headers.get("vary", "").lower().replace(" ", "").split(",")
    is_alike = not set(varies) - {"", "accept-encoding"}
    return is_public and is_alike and "set-cookie" not in headers


def _send(
    copy: Copy, life: Headers, environ: Environ, start_response: StartResponse
) -> Iterable[bytes]:
    coding = copy.best_coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    known = copy.known_as(environ.get("HTTP_IF_NONE_MATCH", ""), coding)
    if known:
        vary = [("ETag", known), ("Vary", "Accept-Encoding")]
        start_response(_NOT_MODIFIED, [*copy.not_modified, *vary, *life])
        return []
    sent = copy.in_coding(coding)
    start_response(_OK, [*sent.headers, *life] if life else sent.headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [sent.body]
