"""People type commands in comments, and get what they asked for."""

from tests.bot.github.conftest import Town


async def test_a_review_that_is_asked_for_twice_says_everything_once(town: Town) -> None:
    comment = await town.say("/review")
    (ask,) = await town.settled()
    assert (ask.source, ask.asker, ask.status) == (
        "github",
        town.company.member("jonas").slack_id,
        "answered",
    )
    assert await town.reactions(comment) == ["eyes"]
    first = await town.findings()
    assert len(first) >= 4
    assert len(await town.reviews()) == 1
    # The review is the answer: another comment would say nothing.
    assert await town.said() == []

    await town.say("/review")
    await town.settled()
    assert await town.findings() == first
    assert len(await town.reviews()) == 1
    (told,) = await town.said()
    assert "Nothing new to say" in told
