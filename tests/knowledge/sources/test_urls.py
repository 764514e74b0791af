"""Pages of the web, from a server on this machine."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from knowledge.reading import UnreadableError
from knowledge.sources import OutOfReachError, SourceError, UrlReader
from knowledge.sources.addresses import address_of, is_public
from knowledge.sources.base import Listed
from sandbox.serving import Served

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
HTML = "<main><h1>Wiki</h1><p>Restart the pump.</p></main>"


@dataclass
class Site:
    """A server, what it answers, and what it was asked."""

    address: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def reader(self, *paths: str) -> UrlReader:
        """A reader of these pages, which does not wait long between its tries."""
        return UrlReader([f"{self.address}{path}" for path in paths], private=True, wait=0.001)

    async def one(self, path: str) -> tuple[UrlReader, Listed]:
        """The reader of a page, and the page beside one that is always there."""
        reader = self.reader(path, "/ok.md")
        return reader, next(page for page in await reader.pages() if not (page.url or "").endswith("/ok.md"))


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """The server."""
    made = Site()

    async def answer(request: web.Request) -> web.StreamResponse:
        made.asked.append(f"{request.method} {request.path}")
        return await made.answers[request.path](request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    served = Served(app)
    await served.start()
    made.address = served.address
    made.answers["/ok.md"] = saying("# Fine\n\nAll is well.\n", "text/markdown")
    yield made
    await served.stop()


def saying(text: str, media: str = "text/html", status: int = 200, **headers: str) -> Answer:
    """An answer that is always the same."""

    async def answer(request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(text=text, content_type=media, status=status, headers=named)

    return answer


async def test_a_page_with_an_etag_is_only_asked_for_it(site: Site) -> None:
    site.answers["/wiki"] = saying(HTML, ETag='"one"', Last_Modified="Wed, 04 Nov 2026 10:00:00 GMT")
    reader = site.reader("/wiki")
    (page,) = await reader.pages()
    assert site.asked == ["HEAD /wiki"]
    assert (page.version, page.changed_at.day, page.url) == ('"one"', 4, f"{site.address}/wiki")
    assert (await reader.read(page)).decode() == HTML


async def test_a_page_without_one_is_told_by_its_content(site: Site) -> None:
    site.answers["/wiki"] = saying(HTML)
    first = (await site.reader("/wiki").pages())[0].version
    assert (await site.reader("/wiki").pages())[0].version == first
    site.answers["/wiki"] = saying(HTML + "<p>New.</p>")
    assert (await site.reader("/wiki").pages())[0].version != first


async def test_redirects_are_followed_a_few_times(site: Site) -> None:
    site.answers["/old"] = saying("", status=301, Location="/new")
    site.answers["/new"] = saying(HTML, ETag='"two"')
    site.answers["/round"] = saying("", status=302, Location="/round")
    reader, page = await site.one("/old")
    assert (await reader.read(page)).decode() == HTML
    reader, page = await site.one("/round")
    with pytest.raises(UnreadableError, match="more than 5 times"):
        await reader.read(page)


@pytest.mark.parametrize(
    ("status", "says"), [(404, "HTTP 404"), (403, "wants a sign-in"), (410, "no such page")]
)
async def test_a_page_that_is_gone_is_unreadable(site: Site, status: int, says: str) -> None:
    site.answers["/x"] = saying("", status=status)
    reader, page = await site.one("/x")
    with pytest.raises(UnreadableError, match=says) as caught:
        await reader.read(page)
    assert not isinstance(caught.value, OutOfReachError)


async def test_a_server_with_a_fault_is_tried_again_and_what_was_read_stays(site: Site) -> None:
    site.answers["/x"] = saying("", status=503)
    reader, page = await site.one("/x")
    assert site.asked.count("HEAD /x") == 3
    with pytest.raises(OutOfReachError, match="HTTP 503"):
        await reader.read(page)
    with pytest.raises(SourceError, match="None of the pages"):
        await site.reader("/x").pages()


async def test_a_page_that_never_ends_is_cut_off_at_its_limit(site: Site) -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        while request.transport is not None and not request.transport.is_closing():
            await response.write(b"x" * 100_000)
            sent += 100_000
        return response

    site.answers["/endless"] = endless
    reader, page = await site.one("/endless")
    with pytest.raises(UnreadableError, match="larger than 5 MB"):
        await reader.read(page)
    assert sent < 100_000_000


async def test_a_large_page_is_refused_by_its_length_and_a_packed_one_unseen(site: Site) -> None:
    site.answers["/large.md"] = saying("x" * 2_000_000, "text/markdown")
    reader, page = await site.one("/large.md")
    with pytest.raises(UnreadableError, match=r"2\.0 MB, and Markdown is read up to 1 MB"):
        await reader.read(page)
    site.answers["/packed"] = saying(HTML, Content_Encoding="zstd")
    reader, page = await site.one("/packed")
    with pytest.raises(UnreadableError, match="packs it"):
        await reader.read(page)


async def test_what_is_no_document_is_said(site: Site) -> None:
    site.answers["/logo"] = saying("x", "image/png")
    reader, page = await site.one("/logo")
    with pytest.raises(UnreadableError, match="image/png can't be read"):
        await reader.read(page)


async def test_a_private_network_is_not_looked_into(site: Site) -> None:
    reader = UrlReader([f"{site.address}/ok.md", site.address.replace("127.0.0.1", "localhost") + "/ok.md"])
    for page in await reader.pages():
        with pytest.raises(UnreadableError, match="KNOWLEDGE_PRIVATE_ADDRESSES"):
            await reader.read(page)
    assert site.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://10.0.0.8/", "http://192.168.1.1/", "http://169.254.169.254/latest/",
        "http://100.64.0.1/", "http://0.0.0.0/", "http://[::1]/", "http://[fe80::1]/", "http://[fd00::1]/",
        "http://[::ffff:127.0.0.1]/", "http://[2002:7f00:1::]/", "http://[64:ff9b::7f00:1]/",
        "http://224.0.0.1/", "http://2130706433/", "http://0x7f000001/", "http://127.1/", "ftp://x.example/",
        "file:///etc/passwd", "http://user:word@x.example/", "http://[/", "https:///x",
    ],
)  # fmt: skip
async def test_addresses_inside_are_refused_however_they_are_written(url: str) -> None:
    with pytest.raises(UnreadableError):
        await address_of(url, private=False)


async def test_addresses_outside_are_not_refused() -> None:
    assert await address_of("https://93.184.216.34:8443/x", private=False) == "93.184.216.34"
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")
    assert await address_of("http://127.0.0.1/", private=True) == "127.0.0.1"
