"""With a model: questions are answered by it, commands do what they say, changes wait for leave in Slack."""

from typing import Any

from pydantic import SecretStr

from sandbox.slack import Member
from tests.agents.openai_server import KEY, Calls, OpenAiServer, Reply, Request, Says, openai_server
from tests.bot.github.conftest import OpenTown

COMMENT = {"repository": "larkfield/payments", "number": 42, "text": "Please bind the values."}
HERE = {"repository": "larkfield/payments", "number": 42}
ELSEWHERE = {"repository": "larkfield/checkout", "path": "README.md"}


def model(server: OpenAiServer) -> dict[str, Any]:
    """The settings that lead to a server."""
    key = SecretStr(KEY)
    own = {"model_provider": "openai", "model": "scripted", "openai_base_url": server.url}
    return own | {"openai_api_key": key}


async def test_a_question_goes_to_the_model_and_commands_do_not(open_town: OpenTown) -> None:
    def reply(request: Request) -> Reply:
        if request.step == 0:
            return Calls(
                ("read_diff", {"repository": "larkfield/payments", "number": 42}), ("read_file", ELSEWHERE)
            )
        return Says("It builds SQL from what callers pass [E1].")

    async with openai_server(reply) as server:
        town = await open_town(**model(server), review_judging=False)
        await town.say("/ask is this safe?")
        (ask,) = await town.settled()
        (told,) = await town.said()
        assert "It builds SQL from what callers pass" in told
        # What stands in other repositories is not shown at this one's pull request, whatever the model asks.
        assert [row.tool for row in await town.deck.evidence.of_ask(ask.id)] == ["read_diff"]
        # Nobody had to choose who answers.
        assert not any(request.is_routing for request in server.requests)

        thought = len(server.requests)
        await town.say("/review")
        await town.settled()
        assert len(await town.findings()) >= 4
        await town.say("/pause")
        await town.settled()
        assert len(server.requests) == thought


async def test_a_change_that_a_question_leads_to_waits_for_leave_in_slack(open_town: OpenTown) -> None:
    def reply(request: Request) -> Reply:
        return Calls(("comment", COMMENT)) if request.step == 0 else Says("Done [E1].")

    async with openai_server(reply) as server:
        town = await open_town(**model(server))
        async with Member(town.slack_address, "U0JONAS") as jonas:
            await town.say("/ask please comment that the values are to be bound")
            card = await jonas.wait_for(lambda event: "Please bind the values." in str(event), 30)
            assert card["channel"] == "C0PAYMENTS"
        (told,) = await town.said()
        assert "approval, which is given in Slack" in told
        (ask,) = await town.deck.asks.latest()
        assert ask.status == "waiting"
