"""Check runs: an app reports them, fifty annotations at a time; a plain token may not."""

import asyncio
from typing import Any

import github
import pytest
from github import Github
from github.Repository import Repository

from sandbox.github import fine_grained_token, installation_token
from tests.sandbox.github.conftest import Forge


def annotations(count: int, first: int = 1) -> list[dict[str, Any]]:
    return [
        {
            "path": "app/refund_search.py", "start_line": line, "end_line": line,
            "annotation_level": "warning", "message": f"Line {line}",
        }
        for line in range(first, first + count)
    ]  # fmt: skip


def repo_of(client: Github) -> tuple[Repository, str]:
    repo = client.get_repo("larkfield/payments")
    return repo, repo.get_pull(42).head.sha


async def test_annotations_are_added_with_each_update(forge: Forge) -> None:
    def write(client: Github) -> tuple[Any, ...]:
        repo, head = repo_of(client)
        output: dict[str, Any] = {"title": "Review", "summary": "Much", "annotations": annotations(50)}
        run = repo.create_check_run(
            "quarterdeck", head, status="in_progress", output=output, external_id="r1"
        )
        more = {"title": "Review", "summary": "All", "annotations": annotations(20, 51)}
        run.edit(status="completed", conclusion="neutral", output=more)
        shown = [one for one in repo.get_commit(head).get_check_runs() if one.name == "quarterdeck"]
        again = repo.get_check_run(run.id)
        return (
            shown[0].conclusion,
            again.output.summary,
            again.output.annotations_count,
            [one.start_line for one in again.get_annotations()][-1],
            again.external_id,
        )

    found = await asyncio.to_thread(write, forge.client(installation_token(forge.company)))
    assert found == ("neutral", "All", 70, 70, "r1")


@pytest.mark.parametrize(
    ("output", "says"),
    [
        ({"title": "t", "summary": "s", "annotations": annotations(51)}, "No more than 50 items"),
        ({"title": "t"}, "wasn't supplied"),
        ({"title": "t", "summary": "s" * 65_536}, "65535"),
        (
            {"title": "t", "summary": "s", "annotations": [{"path": "a", "start_line": 1}]},
            "Validation Failed",
        ),
    ],
)
async def test_what_is_too_much_or_too_little(forge: Forge, output: dict[str, Any], says: str) -> None:
    def write(client: Github) -> None:
        repo, head = repo_of(client)
        repo.create_check_run("quarterdeck", head, output=output)

    with pytest.raises(github.GithubException, match=says) as caught:
        await asyncio.to_thread(write, forge.client(installation_token(forge.company)))
    assert caught.value.status == 422


async def test_a_plain_token_may_not(forge: Forge) -> None:
    def write(client: Github) -> None:
        repo, head = repo_of(client)
        repo.create_check_run("quarterdeck", head)

    with pytest.raises(github.GithubException, match="authenticate via a GitHub App") as caught:
        await asyncio.to_thread(write, forge.client())
    assert caught.value.status == 403


async def test_a_fine_grained_token_may_not_even_read_them(forge: Forge) -> None:
    def read(client: Github) -> Any:
        repo, head = repo_of(client)
        return list(repo.get_commit(head).get_check_runs())

    with pytest.raises(github.GithubException, match="not accessible by personal access token") as caught:
        await asyncio.to_thread(read, forge.client(fine_grained_token(forge.company)))
    assert caught.value.status == 403
