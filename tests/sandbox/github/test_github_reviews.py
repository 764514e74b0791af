"""Reviews, comments at lines and what people answer, through PyGithub."""

import asyncio
from typing import Any

import github
import pytest
from github import Github
from github.PullRequest import PullRequest

from sandbox.github import access_token
from tests.sandbox.github.conftest import Forge

SEARCH = "app/refund_search.py"


def pull_of(client: Github) -> PullRequest:
    return client.get_repo("larkfield/payments").get_pull(42)


def member(forge: Forge, login: str) -> Github:
    return forge.client(access_token(forge.company, login))


async def test_a_comment_at_several_lines_keeps_them(forge: Forge) -> None:
    def write(client: Github) -> dict[str, Any]:
        pull = pull_of(client)
        comments: list[Any] = [
            {
                "path": SEARCH,
                "start_line": 14,
                "line": 16,
                "side": "RIGHT",
                "start_side": "RIGHT",
                "body": "Bind.",
            }
        ]
        review = pull.create_review(body="One thing.", event="COMMENT", comments=comments)
        (comment,) = list(pull.get_single_review_comments(review.id))
        return comment.raw_data | {"state": review.state}

    found = await asyncio.to_thread(write, forge.client())
    assert (found["start_line"], found["line"], found["start_side"], found["side"]) == (
        14,
        16,
        "RIGHT",
        "RIGHT",
    )
    assert (found["original_start_line"], found["original_line"], found["position"]) == (14, 16, 16)
    assert found["diff_hunk"].startswith("@@ -0,0 +1,24 @@")
    assert found["diff_hunk"].endswith("+        query += f\" AND customer = '{customer}'\"")
    assert found["state"] == "COMMENTED"


async def test_one_bad_comment_and_there_is_no_review(forge: Forge) -> None:
    def write(client: Github) -> tuple[int, int]:
        pull = pull_of(client)
        comments: list[Any] = [
            {"path": SEARCH, "line": 14, "body": "good"},
            {"path": SEARCH, "line": 999, "body": "bad"},
        ]
        with pytest.raises(github.GithubException, match="Line could not be resolved"):
            pull.create_review(body="Two things.", event="COMMENT", comments=comments)
        return pull.get_review_comments().totalCount, pull.get_reviews().totalCount

    before = await asyncio.to_thread(lambda: (1, 1))
    assert await asyncio.to_thread(write, forge.client()) == before


async def test_a_review_without_an_event_waits_and_only_its_author_sees_it(forge: Forge) -> None:
    def write(client: Github, other: Github) -> tuple[Any, ...]:
        pull = pull_of(client)
        review = pull.create_review(body="Later.", comments=[{"path": SEARCH, "line": 14, "body": "hm"}])
        with pytest.raises(github.GithubException, match="one pending review"):
            pull.create_review(body="Another.")
        seen = (
            [one.state for one in pull.get_reviews()],
            [one.state for one in pull_of(other).get_reviews()],
        )
        hidden = pull_of(other).get_review_comments().totalCount
        with pytest.raises(github.UnknownObjectException):
            pull_of(other).get_review(review.id)
        client.requester.requestJsonAndCheck(
            "POST", f"{pull.url}/reviews/{review.id}/events", input={"event": "COMMENT"}
        )
        shown = pull_of(other).get_review_comments().totalCount
        return *seen, hidden, shown, pull.get_review(review.id).state

    mine, theirs, hidden, shown, state = await asyncio.to_thread(
        write, forge.client(), member(forge, "priya")
    )
    assert mine == ["COMMENTED", "PENDING"]
    assert theirs == ["COMMENTED"]
    assert (hidden, shown, state) == (1, 2, "COMMENTED")


async def test_a_pending_review_can_be_thrown_away(forge: Forge) -> None:
    def write(client: Github) -> tuple[int, int]:
        pull = pull_of(client)
        pull.create_review(body="Later.", comments=[{"path": SEARCH, "line": 14, "body": "hm"}]).delete()
        return pull.get_reviews().totalCount, pull.get_review_comments().totalCount

    assert await asyncio.to_thread(write, forge.client()) == (1, 1)


async def test_nobody_approves_their_own(forge: Forge) -> None:
    with pytest.raises(github.GithubException, match="Can not approve your own"):
        await asyncio.to_thread(lambda: pull_of(member(forge, "jonas")).create_review(event="APPROVE"))
    state = await asyncio.to_thread(
        lambda: pull_of(member(forge, "tom")).create_review(event="APPROVE").state
    )
    assert state == "APPROVED"


async def test_answers_edits_and_what_is_deleted(forge: Forge) -> None:
    def write(client: Github, author: Github) -> tuple[Any, ...]:
        pull = pull_of(client)
        first = pull.get_review_comments()[0]
        said = pull_of(author).create_review_comment_reply(first.id, "From the query string.")
        said.edit("From the query string of the request.")
        again = pull.get_review_comment(said.id)
        shown = (again.body, again.in_reply_to_id, again.path, again.user.login)
        said.delete()
        return *shown, first.id, pull.get_review_comments().totalCount

    body, to, path, login, first, left = await asyncio.to_thread(
        write, forge.client(), member(forge, "jonas")
    )
    assert (body, to, path, login) == ("From the query string of the request.", first, SEARCH, "jonas")
    assert left == 1


async def test_a_comment_of_its_own_needs_a_commit_of_the_pull_request(forge: Forge) -> None:
    def write(client: Github) -> int:
        repo = client.get_repo("larkfield/payments")
        pull = pull_of(client)
        with pytest.raises(github.GithubException, match="must be part of the diff"):
            pull.create_review_comment("x", repo.get_commit(pull.head.sha), SEARCH, line=900)
        with pytest.raises(github.GithubException, match="not part of the pull request"):
            pull.create_review_comment("x", repo.get_commit("main"), SEARCH, line=14)
        comment = pull.create_review_comment("x", repo.get_commit(pull.head.sha), SEARCH, line=14)
        return comment.line

    assert await asyncio.to_thread(write, forge.client()) == 14


async def test_reactions_are_there_once_and_can_be_taken_back(forge: Forge) -> None:
    def write(client: Github, author: Github) -> tuple[Any, ...]:
        comment = pull_of(author).get_review_comments()[0]
        first, second = comment.create_reaction("-1"), comment.create_reaction("-1")
        found = [(one.user.login, one.content) for one in comment.get_reactions()]
        counted = pull_of(client).get_review_comments()[0].raw_data["reactions"]["-1"]
        with pytest.raises(github.GithubException, match="Validation Failed"):
            comment.create_reaction("shrug")
        comment.delete_reaction(first.id)
        said = pull_of(client).create_issue_comment("Hello")
        said.create_reaction("eyes")
        return first.id == second.id, found, counted, comment.get_reactions().totalCount

    same, found, counted, left = await asyncio.to_thread(write, forge.client(), member(forge, "jonas"))
    assert (same, found, counted, left) == (True, [("jonas", "-1")], 1, 0)


async def test_comments_of_the_conversation_are_edited_and_deleted(forge: Forge) -> None:
    def write(client: Github) -> tuple[str, list[str]]:
        pull = pull_of(client)
        said = pull.create_issue_comment("Helo")
        said.edit("Hello")
        body = pull.get_issue_comment(said.id).body
        said.delete()
        return body, [one.body for one in pull.get_issue_comments()]

    assert await asyncio.to_thread(write, forge.client()) == ("Hello", [])
