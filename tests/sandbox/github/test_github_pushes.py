"""Members push with git itself; pull requests, their threads and whoever listens follow."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from github import Github

from sandbox.company import Company
from sandbox.github import access_token, create_app
from sandbox.serving import Served
from tests.pushing import Checkout
from tests.sandbox.github.conftest import NOW, Forge
from tests.sandbox.github.test_github_graphql import threads

SEARCH = "app/refund_search.py"


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Forge]:
    """A GitHub whose repositories are this test's own."""
    company = Company(NOW, tmp_path / "larkfield")
    served = Served(create_app(company))
    await served.start()
    yield Forge(company, served.address, access_token(company))
    await served.stop()


@pytest.fixture
async def checkout(own: Forge, tmp_path: Path) -> Checkout:
    made = Checkout(tmp_path / "clone", own.address, own.company)
    branch = await asyncio.to_thread(
        lambda: own.client().get_repo("larkfield/payments").get_pull(42).head.ref
    )
    await made.clone("payments", branch)
    return made


def comment_at(client: Github, *lines: int) -> None:
    pull = client.get_repo("larkfield/payments").get_pull(42)
    comments: list[Any] = [{"path": SEARCH, "line": line, "body": f"line {line}"} for line in lines]
    pull.create_review(body="Look.", event="COMMENT", comments=comments)


async def lines(forge: Forge) -> list[tuple[int | None, bool]]:
    found = await asyncio.to_thread(threads, forge.client())
    return [(one["line"], one["isOutdated"]) for one in found["nodes"]]


async def test_a_push_moves_the_head_and_the_comments(own: Forge, checkout: Checkout) -> None:
    await asyncio.to_thread(comment_at, own.client(), 9, 17, 24)
    text = checkout.read(SEARCH)
    changed = '"""Find refunds."""\n\n# new\n' + text.partition("\n\n")[2].replace(
        "fetchall()", "fetchmany(100)"
    )
    sha = await checkout.commit("Fetch fewer", {SEARCH: changed})
    await checkout.push()

    def read() -> tuple[str, int, list[Any]]:
        pull = own.client().get_repo("larkfield/payments").get_pull(42)
        return pull.head.sha, pull.commits, [one.line for one in pull.get_review_comments()]

    head, commits, at = await asyncio.to_thread(read)
    assert (head, commits) == (sha, 2)
    assert at == [15, 10, None, 25]
    assert await lines(own) == [(15, False), (10, False), (None, True), (25, False)]


async def test_a_rebase_keeps_what_did_not_change(own: Forge, checkout: Checkout) -> None:
    await asyncio.to_thread(comment_at, own.client(), 14, 17)
    await checkout.git("rebase", "-q", "origin/main")
    await checkout.push("--force")
    assert await lines(own) == [(14, False), (14, False), (17, False)]


async def test_a_rename_makes_threads_outdated(own: Forge, checkout: Checkout) -> None:
    await checkout.git("mv", SEARCH, "app/search.py")
    await checkout.commit("Rename", {})
    await checkout.push()
    assert await lines(own) == [(None, True)]


async def test_without_force_a_rewritten_branch_is_refused(own: Forge, checkout: Checkout) -> None:
    await checkout.commit("Say it again", {"NOTES.md": "x\n"}, "--amend")
    with pytest.raises(subprocess.CalledProcessError) as caught:
        await checkout.push()
    assert "non-fast-forward" in caught.value.stderr or "rejected" in caught.value.stderr
    await checkout.push("--force")


async def test_main_is_protected_but_not_from_its_owners(
    own: Forge, checkout: Checkout, tmp_path: Path
) -> None:
    await checkout.git("checkout", "-q", "main")
    await checkout.commit("Straight to main", {"NOTES.md": "x\n"})
    with pytest.raises(subprocess.CalledProcessError) as caught:
        await checkout.push()
    assert "GH006: Protected branch update failed" in caught.value.stderr
    owner = Checkout(tmp_path / "owner", own.address, own.company, "maya")
    await owner.clone("payments", "main")
    sha = await owner.commit("Straight to main", {"NOTES.md": "x\n"})
    await owner.push()
    head = await asyncio.to_thread(
        lambda: own.client().get_repo("larkfield/payments").get_branch("main").commit.sha
    )
    assert head == sha


async def test_a_wrong_token_pushes_nothing(own: Forge, checkout: Checkout) -> None:
    await checkout.git("remote", "set-url", "origin", f"{own.address}/larkfield/payments.git")
    await checkout.commit("x", {"NOTES.md": "x\n"})
    with pytest.raises(subprocess.CalledProcessError):
        await checkout.push()


async def test_a_new_branch_becomes_a_pull_request(own: Forge, checkout: Checkout) -> None:
    await checkout.git("checkout", "-q", "-b", "big", "origin/main")
    sha = await checkout.commit("Much", {"app/big.py": "x = 1\n" * 300_000})
    await checkout.push("-u", "origin", "big")

    def write(client: Github) -> tuple[Any, ...]:
        repo = client.get_repo("larkfield/payments")
        pull = repo.create_pull(base="main", head="big", title="Big", body="", draft=True)
        pull.edit(state="closed")
        closed = repo.get_pull(pull.number).state
        pull.edit(state="open", title="Bigger")
        again = repo.get_pull(pull.number)
        return (
            pull.head.sha,
            pull.draft,
            closed,
            again.state,
            again.title,
            [f.patch for f in again.get_files()],
        )

    author = own.client(access_token(own.company, "jonas"))
    assert await asyncio.to_thread(write, author) == (sha, True, "closed", "open", "Bigger", [None])
