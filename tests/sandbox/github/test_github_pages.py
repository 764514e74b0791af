"""Every link that the API gives opens; git itself can clone."""

import asyncio
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import aiohttp

from sandbox.github.web.words import words
from tests.sandbox.github.conftest import Forge


async def test_every_html_url_opens(forge: Forge, web: aiohttp.ClientSession) -> None:
    headers = {"Authorization": f"Bearer {forge.token}"}
    repo = "/api/v3/repos/larkfield"
    asked = [
        f"{repo}/payments",
        f"{repo}/payments/commits?per_page=2",
        f"{repo}/payments/contents",
        f"{repo}/payments/pulls/42/comments",
        f"{repo}/checkout/pulls?state=all",
        f"{repo}/checkout/issues?state=all",
        f"{repo}/checkout/compare/v1.7.2...v1.7.3",
        f"{repo}/checkout/releases",
        f"{repo}/storefront/actions/runs?per_page=3",
        "/api/v3/users/priya",
        "/api/v3/search/code?q=Decimal+repo:larkfield/payments",
    ]
    pages: set[str] = set()
    for path in asked:
        async with web.get(path, headers=headers) as response:
            assert response.status == 200, path
            pages |= set(_pages(await response.json()))
    assert len(pages) > 40
    for page in pages:
        async with web.get(page) as response:
            assert response.status == 200, page
            assert response.content_type == "text/html", page


def _pages(value: Any) -> list[str]:
    if isinstance(value, list):
        return [page for one in value for page in _pages(one)]
    if not isinstance(value, dict):
        return []
    own = [value["html_url"]] if isinstance(value.get("html_url"), str) else []
    skipped = ("milestone", "labels", "requested_teams")
    return own + [page for name, one in value.items() if name not in skipped for page in _pages(one)]


class Anchors(HTMLParser):
    """The ids on a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids |= {value for name, value in attrs if name == "id" and value}


async def test_lines_have_anchors(forge: Forge, web: aiohttp.ClientSession) -> None:
    async with web.get("/larkfield/payments/blob/main/app/refunds.py") as response:
        anchors = Anchors(await response.text()).ids
    assert {"L1", "L20"} <= anchors


async def test_code_is_shown_as_text(forge: Forge, web: aiohttp.ClientSession) -> None:
    async with web.get("/larkfield/storefront/blob/main/src/pages/picture.ts") as response:
        assert response.status == 404  # it is on a branch
    async with web.get("/larkfield/storefront/blob/alt-texts/src/pages/picture.ts") as response:
        text = await response.text()
    assert "<img src=" not in text
    assert "&lt;img src=" in text


async def test_what_is_missing_is_said_kindly(forge: Forge, web: aiohttp.ClientSession) -> None:
    for path in ("/larkfield/nothing", "/larkfield/payments/blob/main/none.py", "/nobody", "/a/b/c/d"):
        async with web.get(path) as response:
            assert response.status == 404
            assert "There is nothing at this address." in await response.text()


async def test_git_clones_with_the_token_only(forge: Forge, tmp_path: Path) -> None:
    def clone(token: str) -> "subprocess.CompletedProcess[bytes]":
        url = forge.address.replace("://", f"://x:{token}@") + "/larkfield/payments.git"
        target = str(tmp_path / token[:8])
        command = ["git", "-c", "credential.helper=", "clone", "-q", url, target]
        return subprocess.run(
            command,
            capture_output=True,
            check=False,
            env={"GIT_TERMINAL_PROMPT": "0", "PATH": "/usr/bin:/bin"},
        )

    assert (await asyncio.to_thread(clone, forge.token)).returncode == 0
    assert (tmp_path / forge.token[:8] / "app" / "refunds.py").is_file()
    assert (await asyncio.to_thread(clone, "wrong")).returncode != 0


def test_words_are_shown_as_github_shows_them() -> None:
    shown = str(words("**a** <sub>b</sub> <!-- c --><script>d</script> <sub onclick=e>\n\n<details>\ng"))
    assert "<strong>a</strong> <sub>b</sub>" in shown
    assert "<details>" in shown
    assert "<!--" not in shown
    assert "&lt;script&gt;d&lt;/script&gt;" in shown
    assert "<sub onclick" not in shown
