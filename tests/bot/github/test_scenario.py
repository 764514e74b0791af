"""A pull request's life, told by webhooks: pushes, a rebase, a rename, repeated deliveries, a pause."""

import asyncio
from typing import Any

import pytest

from tests import pull_request_42
from tests.bot.github.conftest import OpenTown, Town, threads
from tests.pull_request_42 import UNSAFE_SUMS

SQL, TIMEOUT = "SQL built from input", "Request without a time-out"
Findings = list[tuple[int, str]]


async def settled(town: Town, title: str) -> list[bool]:
    """Whether our threads with this title are settled."""
    return [one.resolved for one in await threads(town) if one.ours and title in one.comments[0].body]


async def once(town: Town) -> Findings:
    """All our findings, read through PyGithub; fails where one is said twice."""
    found = await town.findings()
    marks = [body.rpartition("<!-- quarterdeck:finding:")[2] for _, body in found]
    assert len(marks) == len(set(marks))
    return found


@pytest.mark.timeout(600)
async def test_two_pushes_a_rebase_a_force_push_a_rename_and_deliveries_that_are_repeated(town: Town) -> None:
    first = await jonas_mends_one_finding_before_we_ever_looked(town)
    await github_delivers_everything_again(town, first)
    await jonas_rebases_and_rewrites_his_commit(town, first)
    await jonas_renames_the_file(town)
    stale = town.last("pull_request", "synchronize")
    last = await jonas_binds_the_values(town)
    await an_old_delivery_comes_as_if_it_were_new(town, stale, last)
    # What a person said is as it was.
    theirs = [one for one in await threads(town) if not one.ours]
    assert [(one.comments[0].author, one.resolved) for one in theirs] == [("priya", False)]


async def jonas_mends_one_finding_before_we_ever_looked(town: Town) -> Findings:
    """What is there at the first push is said at the lines; what is said."""
    await pull_request_42.mend_time_out(town.checkout)
    (ask,) = await town.settled()
    assert (ask.asker, ask.status) == (town.company.member("jonas").slack_id, "answered")
    first = await once(town)
    assert len(first) >= 4
    assert any("eval" in body for _, body in first)
    assert not any(TIMEOUT in body for _, body in first)
    assert len(await town.reviews()) == 1
    assert await town.said() == []
    return first


async def github_delivers_everything_again(town: Town, first: Findings) -> None:
    """What was delivered before is no new ask."""
    hook = town.outbox.hooks[0]
    for delivery in list(hook.deliveries):
        town.outbox.send(hook, delivery.guid, delivery.event, delivery.payload, again=True)
    assert len(await town.settled()) == 1
    assert await once(town) == first


async def jonas_rebases_and_rewrites_his_commit(town: Town, first: Findings) -> None:
    """Nothing of it is news."""
    await pull_request_42.rebase(town.checkout)
    await town.settled()
    await pull_request_42.rewrite_last_commit(town.checkout)
    await town.settled()
    assert await once(town) == first


async def jonas_renames_the_file(town: Town) -> None:
    """A finding goes with its file."""
    await pull_request_42.rename_search(town.checkout)
    await town.settled()
    assert await settled(town, SQL) == [False]
    assert sum(SQL in body for _, body in await once(town)) == 1


async def jonas_binds_the_values(town: Town) -> Findings:
    """The thread of what he has mended is settled by us; what is said now."""
    await pull_request_42.bind_values(town.checkout, pull_request_42.RENAMED)
    await town.settled()
    assert await settled(town, SQL) == [True]
    return await once(town)


async def an_old_delivery_comes_as_if_it_were_new(town: Town, stale: dict[str, Any], last: Findings) -> None:
    """Its commit is no longer the newest, so that there is nothing to do."""
    before = await town.settled()
    assert await town.deliver("pull_request", stale) == 202
    after = await town.settled()
    assert len(after) == len(before) + 1
    evidence = await town.deck.evidence.of_ask(after[-1].id)
    assert [row.tool for row in evidence] == ["prepare_review"]
    assert "it has moved on" in evidence[0].title
    assert await once(town) == last
    assert await town.said() == []


async def test_of_several_pushes_in_a_row_the_newest_is_reviewed(open_town: OpenTown) -> None:
    town = await open_town()
    for number in range(3):
        await town.checkout.commit(f"Push {number}", {f"app/sums{number}.py": UNSAFE_SUMS})
        await town.checkout.push()
    asks = await town.settled()
    assert len(asks) == 3
    kept = [await town.deck.evidence.of_ask(ask.id) for ask in asks]
    head = await asyncio.to_thread(lambda: town.pull().head.sha)
    assert kept[-1][0].data["head"] == head
    assert kept[-1][0].data["skipped"] is None
    assert await town.said() == []
    assert len([body for _, body in await once(town) if "eval" in body]) == 3


async def test_drafts_wait_until_they_are_ready(town: Town) -> None:
    await pull_request_42.mend_time_out(town.checkout)
    await town.settled()
    ready = town.last("pull_request", "synchronize") | {"action": "ready_for_review"}
    draft = {**ready, "action": "opened", "pull_request": {**ready["pull_request"], "draft": True}}
    before = len(await town.settled())
    assert await town.deliver("pull_request", draft) == 202
    assert len(await town.settled()) == before
    assert await town.deliver("pull_request", ready) == 202
    assert len(await town.settled()) == before + 1


async def test_paused_means_left_alone_until_somebody_resumes(town: Town) -> None:
    await town.say("/pause")
    await town.settled()
    (paused,) = await town.said()
    assert "Paused" in paused
    await pull_request_42.mend_time_out(town.checkout)
    await town.settled()
    assert await town.findings() == []

    await town.say("/resume")
    await town.settled()
    assert any("eval" in body for _, body in await once(town))
    assert "I go on" in (await town.said())[-1]
    before = len(await town.findings())
    await town.checkout.commit("More", {"app/more.py": UNSAFE_SUMS.replace("total", "worth")})
    await town.checkout.push()
    await town.settled()
    assert len(await once(town)) > before


async def test_a_repository_that_wants_no_reviews_unasked_gets_them_when_asked(town: Town) -> None:
    from tests.pushing import Checkout

    owner = Checkout(town.checkout.folder.parent / "owner", town.github, town.company, "maya")
    await owner.clone("payments", "main")
    await owner.commit("Ask us", {".quarterdeck.toml": "[review]\nautomatic = false\n"})
    await owner.push()
    await pull_request_42.mend_time_out(town.checkout)
    await town.settled()
    assert (await town.findings(), await town.said()) == ([], [])
    await town.say("/review")
    await town.settled()
    assert len(await once(town)) >= 4
