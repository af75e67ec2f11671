"""What one visitor leaves for the next in the caches, ours and others: nothing, whatever is tried.

They keep a page by its address alone, so whatever else changed a page would reach everyone.
"""

import http.client
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import batched
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from newsroom.delivery.generations import bump
from newsroom.publishing import shown
from newsroom.publishing.models import Role
from newsroom.staff.models import User
from tests.factories import (
    a_contributor,
    a_topic,
    a_user,
    an_article,
    an_editorial,
    page_of,
    published,
)
from tests.newsroom.deploy.probes import CANARY, DECEPTIVE, HEADERS, QUERIES, random_names
from tests.newsroom.deploy.standing import until_it_answers
from tests.newsroom.deploy.test_nginx import before, into_a_new_second, served
from tests.newsroom.deploy.varnish import Standing
from tests.newsroom.deploy.varnish import is_here as varnish_is_here
from tests.newsroom.management.test_serve import Desk
from tests.servers import free_port

pytestmark = [
    pytest.mark.trial,
    pytest.mark.skipif(shutil.which("nginx") is None, reason="needs nginx"),
]

type Header = tuple[str, str]

# Of the answer, not of the page; Varnish unpacks for some while it is still being sent.
PASSING = frozenset({"date", "age", "x-cache", "connection", "transfer-encoding", "content-length"})


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def lasting(self) -> tuple[int, dict[str, str], bytes]:
        headers = {name: v for name, v in self.headers.items() if name not in PASSING}
        return self.status, headers, self.body

    @property
    def whole(self) -> str:
        return f"{self.headers} {self.body.decode(errors='replace')}"

    @property
    def was_kept(self) -> bool:
        return self.headers.get("x-cache") == "HIT"


class Visitor:
    """Someone with a line kept open, who writes addresses and headers as they like."""

    def __init__(self, port: int) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def close(self) -> None:
        self.line.close()

    def ask(self, target: str, *headers: Header, method: str = "GET") -> Answer:
        try:
            return self._ask(target, headers, method)
        except ConnectionError:
            # After some of its refusals nginx hangs up, though it said that it would not.
            self.line.close()
            return self._ask(target, headers, method)

    def _ask(self, target: str, headers: Sequence[Header], method: str) -> Answer:
        names = {name for name, _ in headers}
        self.line.putrequest(method, target, skip_host="Host" in names, skip_accept_encoding=True)
        for name, value in headers:
            self.line.putheader(name, value)
        self.line.endheaders()
        response = self.line.getresponse()
        told = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, told, response.read())


@dataclass
class Site:
    """The newsroom behind a cache; ``visitor`` asks that, ``behind`` the newsroom itself.

    ``forget`` has the cache ask anew for what has changed.
    """

    visitor: Visitor
    behind: Visitor
    cache: Path | None
    forget: Callable[[], None] = into_a_new_second

    @property
    def port(self) -> int:
        return self.visitor.line.port

    def kept(self) -> list[bytes]:
        """All that nginx keeps: heads and bodies, as they came to it. Varnish has no files."""
        if self.cache is None:
            return []
        return [file.read_bytes() for file in self.cache.rglob("*") if file.is_file()]


@pytest.fixture
def site(scratch_database, manage, tmp_path, settings) -> Iterator[Site]:
    # The server knows no others than these: the tests' own are quick and weak.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    newsroom = free_port()
    served(manage, newsroom)
    with (
        before(tmp_path, newsroom) as reader,
        closing(Visitor(reader.base_url.port)) as visitor,
        closing(Visitor(newsroom)) as behind,
    ):
        yield Site(visitor, behind, tmp_path / "nginx" / "cache")


@pytest.fixture
def site_behind_varnish(scratch_database, manage, tmp_path) -> Iterator[Site]:
    newsroom = free_port()
    with closing(Standing(tmp_path, newsroom)) as varnish:
        served(manage, newsroom, NEWSROOM_PURGE=f"varnish://127.0.0.1:{varnish.purge_port}")
        until_it_answers(varnish.port)
        with closing(Visitor(varnish.port)) as visitor, closing(Visitor(newsroom)) as behind:
            yield Site(visitor, behind, None, varnish.front.purge_everything)


# --- Poison ---


class Pages:
    """Pages of which no copy is left anywhere, handed out one for each probe."""

    def __init__(self, site: Site, count: int) -> None:
        self.site = site
        pages = [page_of(published(an_article())) for _ in range(count)]
        self.tags = {shown.page(page.pk) for page in pages}
        time.sleep(1)
        self.plain = {page.path: site.visitor.ask(page.path) for page in pages}

    def chill(self) -> list[str]:
        """Has every copy dropped, though nothing in it changes; the paths."""
        with transaction.atomic():
            bump((), at_once=self.tags)
        time.sleep(0.4)  # until the server has read it
        self.site.forget()
        return list(self.plain)


def probes() -> Iterator[tuple[str, tuple[Header, ...], str]]:
    """What is put after the path, the headers, the method: first alone, then by the dozen."""
    for name, value in HEADERS:
        yield "", ((name, value),), "GET"
    rest = random_names(1000 - len({name for name, _ in HEADERS}))
    for names in batched(rest, 40, strict=False):
        yield "", tuple((name, f"{CANARY}.example") for name in names), "GET"
    for query in QUERIES:
        yield f"?{query}", (), "GET"
    for method in ("HEAD", "OPTIONS", "POST"):
        yield "", (("X-Forwarded-Host", f"{CANARY}.example"), ("Content-Length", "0")), method


def test_a_thousand_headers_and_odd_queries_leave_each_page_as_it_is(site, record_property):
    record_property("measured", f"Poison: {nothing_is_left(site)}")


@pytest.mark.skipif(not varnish_is_here(), reason="needs Varnish and its modules")
def test_they_leave_it_so_in_varnish_as_well(site_behind_varnish, record_property):
    record_property("measured", f"Poison in Varnish: {nothing_is_left(site_behind_varnish)}")


def nothing_is_left(site: Site) -> str:
    """Asks for a page with each probe, then without, and says what was measured."""
    pages = Pages(site, 60)
    asked = kept = 0
    for some in batched(probes(), 60, strict=False):
        for path, (query, headers, method) in zip(pages.chill(), some, strict=False):
            poisoned = site.visitor.ask(path + query, *headers, method=method)
            assert not poisoned.was_kept, "nobody was there before"
            after = site.visitor.ask(path)
            assert after.lasting == pages.plain[path].lasting, (query, headers, method)
            asked += 1
            kept += after.was_kept
    assert CANARY not in site.visitor.ask("/").whole
    assert not [file for file in site.kept() if CANARY.encode() in file.partition(b"\r\n\r\n")[2]]
    # Else nothing was kept that could have been poisoned.
    assert kept > asked / 2
    return f"{asked} probes, after which {kept} got what was kept"


def test_a_list_that_the_newsroom_itself_does_not_keep_is_made_for_all_as_well(site):
    """Here every header reaches Django, which is asked on behalf of all who come in that second."""
    published(an_article())
    kept = asked = 0
    for number, (query, headers, method) in enumerate(probes()):
        if query or method == "POST":
            continue
        path = f"/search/?q=ferry+{number}"
        site.visitor.ask(path, *headers, method=method)
        after, plain = site.visitor.ask(path), site.behind.ask(path)
        assert (after.status, after.body) == (200, plain.body), headers
        assert CANARY not in after.whole, headers
        asked += 1
        kept += after.was_kept
    assert kept > asked / 2


# --- Deception ---


@pytest.fixture
def editor(scratch_database) -> User:
    return a_user(Role.CHIEF_EDITOR, username="zuleikha.q", first_name="Zuleikha",
                  last_name="Quarterstone", email="zq@news.example")  # fmt: skip


def session_of(site: Site, editor: User) -> tuple[Header, str]:
    """The editor's cookie after signing in through nginx, and its value."""
    with closing(Desk(site.port, editor)) as desk:
        value = desk.client.cookies["sessionid"]
    return ("Cookie", f"theme=dark; sessionid={value}"), value


def test_a_private_page_that_looks_like_a_file_is_kept_for_nobody(site, editor, record_property):
    draft = an_article(headline="The unpublished quay")
    cookie, session = session_of(site, editor)
    secrets = (editor.last_name, draft.headline, session)
    form = f"/admin/articles/article/{draft.pk}/change/"
    targets = [target.replace("/FORM/", form) for target in DECEPTIVE]
    were_private = 0
    for target in targets:
        own = [site.visitor.ask(target, cookie) for _ in range(2)]
        were_private += any(secret in own[0].whole for secret in secrets)
        assert not any(each.was_kept for each in own), target
        first, second = site.visitor.ask(target), site.visitor.ask(target)
        assert not first.was_kept, target
        assert not [s for s in secrets if s in first.whole + second.whole], target
    assert were_private > 5, "else there was nothing to be had"
    assert not holding(site.kept(), *secrets)
    record_property("measured", f"Deception: {were_private} of {len(targets)} were private pages")


# --- Private data ---


def holding(kept: Sequence[bytes], *words: str) -> list[tuple[str, bytes]]:
    """Which of the words stand in what is kept, however they are written."""
    sought = [(word, word.lower().encode()) for word in words]
    return [(word, file[:400]) for file in kept for word, as_bytes in sought
            if as_bytes in file.lower()]  # fmt: skip


def public_paths(editor: User) -> list[str]:
    """One of each kind of page, all published by the editor."""
    writer, topic = a_contributor("Ayesha Khan"), a_topic("harbours")
    story = published(an_article(bylines=[writer], topics=[topic]), by=editor)
    piece = published(an_editorial(), by=editor)
    story.body += "<p>More.</p>"
    story.save()
    published(story, by=editor, kind="correction", note="It was more.")
    today = timezone.localtime()
    return [
        *("/", "/world/", page_of(story).path, "/opinion/", "/opinion/editorial/"),
        *(page_of(piece).path, "/archive/", "/archive/?section=world", "/search/?q=ferry"),
        *(f"/archive/{today:%Y/%m/%d}/", "/corrections/", "/authors/ayesha-khan/"),
        *("/topics/harbours/", "/feeds/latest.rss", "/feeds/opinion.atom", "/feeds/world.json"),
        *("/sitemap.xml", "/sitemap-news.xml", "/robots.txt", "/world/2012/aug/11/never-was/"),
    ]


def test_nothing_that_is_kept_tells_of_the_desk_or_of_who_asked(site, editor):
    paths = public_paths(editor)
    cookie, session = session_of(site, editor)
    number = ("X-Request-ID", "canary-5f1d0c2ab3e49d77")
    answers = []
    for _ in range(2):
        into_a_new_second()
        for path in paths:
            answers.append(site.visitor.ask(path, cookie, number))
            answers.append(site.visitor.ask(path, ("Cookie", "csrftoken=canary"), number))
            answers.append(site.behind.ask(path, ("Cookie", "sessionid=canary"), number))
    kept = site.kept()
    assert len(kept) >= len(paths), "else it was not all kept"
    private = (editor.username, editor.first_name, editor.last_name, editor.email, session)
    assert not holding(kept, *private, "set-cookie", "x-request-id", "canary", "csrf", "sessionid")
    assert {answer.status for answer in answers} == {200, 404}
    told = [answer.whole.encode() for answer in answers]
    assert not holding(told, *private, "set-cookie", "canary", "csrf")
