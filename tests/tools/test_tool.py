"""A function becomes a tool: its signature the arguments, its docstring what a model reads."""

from typing import Literal

import pytest
from pydantic import ValidationError

from tools.connections import Connections
from tools.findings import Severity
from tools.resource import EVIDENCE
from tools.tool import Effect, Tool, ToolError, ToolResult, tool


class Greeting(ToolResult):
    words: tuple[str, ...] = ()


@tool(Effect.READ, EVIDENCE)
async def greet(
    connections: Connections, name: str, times: int = 1, tone: Literal["warm", "dry"] = "warm"
) -> Greeting:
    """Greet somebody.

    It says more here.

    Args:
        name: Who is greeted,
            by the first name.
        times: How often.

    Returns:
        The greeting.
    """
    return Greeting(source="analysis", words=(name,) * times)


def test_the_docstring_describes_tool_and_arguments() -> None:
    assert greet.name == "greet"
    assert greet.description.startswith("Greet somebody.")
    assert "Args" not in greet.description
    assert "Returns" not in greet.description
    schema = greet.arguments.model_json_schema()
    assert schema["properties"]["name"]["description"] == "Who is greeted, by the first name."
    assert schema["properties"]["times"] == {
        "default": 1, "description": "How often.", "title": "Times", "type": "integer",
    }  # fmt: skip
    assert schema["properties"]["tone"]["enum"] == ["warm", "dry"]
    assert schema["required"] == ["name"]
    assert "connections" not in schema["properties"]


def test_the_result_is_known() -> None:
    assert greet.result is Greeting
    assert greet.effect is Effect.READ


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"name": 3},
        {"name": "Maya", "times": "often"},
        {"name": "Maya", "tone": "rude"},
        {"name": "Maya", "colour": "red"},
        {"name": "M" * 20_001},
    ],
)
def test_wrong_arguments_are_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        greet.arguments.model_validate(arguments)


def test_a_tool_needs_a_docstring() -> None:
    async def silent(connections: Connections) -> Greeting:
        return Greeting(source="analysis")

    with pytest.raises(TypeError, match="silent needs a docstring"):
        tool(Effect.READ, EVIDENCE)(silent)


def test_a_write_says_so() -> None:
    @tool(Effect.WRITE, EVIDENCE)
    async def rerun(connections: Connections) -> Greeting:
        """Run it again."""
        return Greeting(source="jenkins")

    made: Tool[[], Greeting] = rerun
    assert made.effect is Effect.WRITE


def test_an_error_says_what_to_do() -> None:
    assert str(ToolError("It is broken.", "Mend it.")) == "It is broken. Mend it."
    assert str(ToolError("It is broken.")) == "It is broken."


def test_a_result_reads_as_text() -> None:
    result = Greeting(source="analysis", url="https://x.example", words=("Größe", "b"))
    assert result.content() == "url: https://x.example\nwords:\n- Größe\n- b\n"
    assert result.title() == "analysis"
    assert result.found() == []


def test_severities_go_from_worst_to_least() -> None:
    assert sorted(Severity, key=lambda item: item.rank)[0] is Severity.CRITICAL
    assert Severity.INFO.rank == 4
