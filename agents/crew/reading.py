"""Puts an ask into words for a real model: the conversation, the names, the files."""

from collections.abc import Sequence
from typing import Any

from agents.case import Case
from agents.fencing import as_attribute, as_data, fenced
from agents.routing.names import PLACES
from tools.redaction import redact

LONGEST_FILE = 8_000
MOST_REPOSITORIES = 30
BOARDS = (
    "What prepare_review finds is shown below your answer as a list: say only, in a line or two, "
    "what the change does, how risky it is, how many findings there are and what to look at first."
)


def readable(case: Case, files: Sequence[dict[str, Any]]) -> str:
    """The ask as a model reads it. Files are fenced as data."""
    names = {key: value for key, value in case.names.dump().items() if value}
    parts = [f"Now: {case.now.isoformat(timespec='minutes')}"]
    if case.earlier:
        parts.append("The conversation so far:\n" + fenced("conversation", "\n".join(case.earlier)))
    if names:
        named = ", ".join(f"{key}={as_attribute(str(value))}" for key, value in names.items())
        parts.append(f"Names in it: {named}")
    if case.home.service is not None:
        parts.append(f"Asked in the channel of the service {as_attribute(case.home.service)}")
    if case.repositories and not case.here.any_of(PLACES):
        known = ", ".join(as_attribute(name) for name in case.repositories[:MOST_REPOSITORIES])
        parts.append(f"It names no place. Repositories of the catalogue: {known}")
    if case.stranger is not None:
        known = ", ".join(map(as_attribute, case.stranger.near or case.stranger.some))
        parts.append(f"No service is called {as_attribute(case.stranger.name)}. The catalogue has: {known}")
    if case.boards and case.names.pull_request is not None:
        parts.append(BOARDS)
    parts.extend(_file(item) for item in files)
    if case.command is not None:
        parts.append(as_data(case.command.in_words()))
    parts.append(f"The ask: {as_data(case.text)}")
    return "\n\n".join(parts)


def _file(item: dict[str, Any]) -> str:
    text = str(item.get("text") or f"({item.get('mimetype', 'unknown type')}, not readable as text)")
    return fenced("file", text[:LONGEST_FILE], name=redact(str(item.get("name", "file"))))
