"""A pull request's life, told by webhooks: pushes, a rebase, a rename, repeated deliveries, a pause."""

import asyncio

import pytest

from tests.bot.github.conftest import SEARCH, OpenTown, Town, threads

SQL, TIMEOUT = "SQL built from input", "Request without a time-out"
UNSAFE = '"""Sums."""\n\n\ndef total(text: str) -> object:\n    """The sum."""\n    return eval(text)\n'


async def settled(town: Town, title: str) -> list[bool]:
    """Whether our threads with this title are settled."""
    return [one.resolved for one in await threads(town) if one.ours and title in one.comments[0].body]


async def once(town: Town) -> list[tuple[int, str]]:
    """All our findings, read through PyGithub; fails where one is said twice."""
    found = await town.findings()
    marks = [body.rpartition("<!-- quarterdeck:finding:")[2] for _, body in found]
    assert len(marks) == len(set(marks))
    return found


async def mend_time_out(town: Town) -> None:
    text = town.checkout.read(SEARCH).replace('auth=(GATEWAY_KEY, ""))', 'auth=(GATEWAY_KEY, ""), timeout=5)')
    await town.checkout.commit("Give it a time-out", {SEARCH: text, "app/sums.py": UNSAFE})
    await town.checkout.push()


@pytest.mark.timeout(600)
async def test_two_pushes_a_rebase_a_force_push_a_rename_and_deliveries_that_are_repeated(town: Town) -> None:
    checkout = town.checkout
    # First push: a finding is mended before we ever looked; what is there is said at the lines.
    await mend_time_out(town)
    (ask,) = await town.settled()
    assert (ask.asker, ask.status) == (town.company.member("jonas").slack_id, "answered")
    first = await once(town)
    assert len(first) >= 4
    assert any("eval" in body for _, body in first)
    assert not any(TIMEOUT in body for _, body in first)
    assert len(await town.reviews()) == 1
    assert await town.said() == []

    # GitHub is told to deliver everything again.
    hook = town.outbox.hooks[0]
    for delivery in list(hook.deliveries):
        town.outbox.send(hook, delivery.guid, delivery.event, delivery.payload, again=True)
    assert len(await town.settled()) == 1
    assert await once(town) == first

    # A rebase, a commit that is rewritten, and a file with another name: nothing of it is news.
    await checkout.git("fetch", "-q", "origin")
    await checkout.git("rebase", "-q", "origin/main")
    await checkout.push("--force")
    await town.settled()
    await checkout.commit("Give it a time-out, once more", {}, "--amend", "--allow-empty")
    await checkout.push("--force")
    await town.settled()
    assert await once(town) == first
    await checkout.git("mv", SEARCH, "app/search.py")
    api = checkout.read("app/api.py").replace("refund_search", "search")
    await checkout.commit("Rename it", {"app/api.py": api})
    await checkout.push()
    await town.settled()
    assert await settled(town, SQL) == [False]
    assert sum(SQL in body for _, body in await once(town)) == 1

    # Second push: the query gets its values as parameters, and its thread is settled by us.
    text = checkout.read("app/search.py")
    begin, end = text.index("    query = f"), text.index("    return [{")
    bound = (
        '    query = "SELECT id, order_id, amount, reason FROM refunds WHERE reason LIKE ?"\n'
        '    rows = connection.execute(query, (f"%{text}%",)).fetchall()\n'
    )
    await checkout.commit("Bind the values", {"app/search.py": text[:begin] + bound + text[end:]})
    stale = town.last("pull_request", "synchronize")
    await checkout.push()
    before = await town.settled()
    assert await settled(town, SQL) == [True]
    last = await once(town)

    # An old delivery comes again as if it were new: its commit is no longer the newest.
    assert await town.deliver("pull_request", stale) == 202
    after = await town.settled()
    assert len(after) == len(before) + 1
    evidence = await town.deck.evidence.of_ask(after[-1].id)
    assert [row.tool for row in evidence] == ["prepare_review"]
    assert "it has moved on" in evidence[0].title
    assert await once(town) == last
    assert await town.said() == []

    # What a person said is as it was.
    theirs = [one for one in await threads(town) if not one.ours]
    assert [(one.comments[0].author, one.resolved) for one in theirs] == [("priya", False)]


async def test_of_several_pushes_in_a_row_the_newest_is_reviewed(open_town: OpenTown) -> None:
    town = await open_town()
    for number in range(3):
        await town.checkout.commit(f"Push {number}", {f"app/sums{number}.py": UNSAFE})
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
    await mend_time_out(town)
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
    await mend_time_out(town)
    await town.settled()
    assert await town.findings() == []

    await town.say("/resume")
    await town.settled()
    assert any("eval" in body for _, body in await once(town))
    assert "I go on" in (await town.said())[-1]
    before = len(await town.findings())
    await town.checkout.commit("More", {"app/more.py": UNSAFE.replace("total", "worth")})
    await town.checkout.push()
    await town.settled()
    assert len(await once(town)) > before


async def test_a_repository_that_wants_no_reviews_unasked_gets_them_when_asked(town: Town) -> None:
    from tests.pushing import Checkout

    owner = Checkout(town.checkout.folder.parent / "owner", town.github, town.company, "maya")
    await owner.clone("payments", "main")
    await owner.commit("Ask us", {".quarterdeck.toml": "[review]\nautomatic = false\n"})
    await owner.push()
    await mend_time_out(town)
    await town.settled()
    assert (await town.findings(), await town.said()) == ([], [])
    await town.say("/review")
    await town.settled()
    assert len(await once(town)) >= 4
