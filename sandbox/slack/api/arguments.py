"""The arguments of a call: read from a form, a query or JSON, and checked against the method's model."""

import json
from typing import Annotated, Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from sandbox.slack.errors import SlackError, refusal
from sandbox.slack.wire import Json


def _parsed(value: Any) -> Any:
    """Forms carry JSON as text."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise PydanticCustomError("not_json", "is not valid JSON") from None


def _split(value: Any) -> Any:
    """Lists of ids may be written with commas."""
    return [one.strip() for one in value.split(",") if one.strip()] if isinstance(value, str) else value


JsonObject = Annotated[Json, BeforeValidator(_parsed)]
JsonObjects = Annotated[list[Json], BeforeValidator(_parsed)]
JsonStrings = Annotated[list[str], BeforeValidator(_parsed)]
Ids = Annotated[list[str], BeforeValidator(_split)]

A = TypeVar("A", bound="Arguments")

# What a wrong value of these arguments is called.
OWN_ERRORS = {
    "attachments": "invalid_attachments",
    "blocks": "invalid_blocks_format",
    "chunks": "invalid_chunks",
    "metadata": "invalid_metadata_format",
}


class Arguments(BaseModel):
    """The arguments of a method; an unknown one is refused. Clients of organizations always name the team."""

    model_config = ConfigDict(extra="forbid")

    team_id: str | None = None


async def read_arguments(request: web.Request) -> Json:
    """The arguments of a call as they came.

    Raises:
        SlackError: `invalid_json` or `json_not_object`.
    """
    arguments: Json = dict(request.query)
    if request.method != "POST":
        return arguments
    if request.content_type == "application/json":
        return arguments | _json_body(await request.text())
    fields = await request.post()
    return arguments | {key: value for key, value in fields.items() if isinstance(value, str)}


def _json_body(text: str) -> Json:
    try:
        body = json.loads(text or "{}")
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body


def check_arguments(model: type[A], given: Json) -> A:
    """Check the arguments of a call.

    Raises:
        SlackError: `invalid_arguments`, or the error that Slack has for the argument.
    """
    try:
        return model.model_validate(given)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        for detail in details:
            own = OWN_ERRORS.get(str(detail["loc"][0])) if detail["loc"] else None
            if own and detail["type"] != "missing":
                raise SlackError(own) from None
        raise refusal(
            "invalid_arguments", [_word(detail["type"], detail["loc"], detail["msg"]) for detail in details]
        ) from None


def _word(kind: str, location: tuple[int | str, ...], message: str) -> str:
    pointer = "".join(f"/{step}" for step in location)
    if kind == "missing":
        return f"[ERROR] missing required field: {location[-1]}"
    if kind == "extra_forbidden":
        return f"[ERROR] unsupported argument: {location[-1]}"
    return f"[ERROR] {message[:1].lower()}{message[1:]} [json-pointer:{pointer}]"
