"""Measures the routing on a file of asks, one JSON object a line."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from agents.routing.classifier import classifier
from agents.routing.router import OfflineRouter
from agents.specialist import SpecialistId
from storage.catalog import Catalog

# Inside an installed package, or at the top of a checkout.
_INSTALLED = Path(__file__).parent / "asks.jsonl"
ASKS_FILE = _INSTALLED if _INSTALLED.is_file() else Path(__file__).parents[2] / "evals/routing/asks.jsonl"
NONE = "none"


class AsksFileError(Exception):
    """The file of asks can't be used; the message says which line is wrong and how to mend it."""


class _Ask(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    ask: str
    specialists: list[SpecialistId] | Literal["none"]
    kind: str = "other"


class RoutingReport(BaseModel):
    """How well asks were routed.

    `by_kind` is the accuracy of each kind. `confusion` counts, by the first acceptable specialist, who was
    chosen (several are joined with "+"); "none" stands for nobody.
    """

    asks: int
    accuracy: float
    by_kind: dict[str, float]
    confusion: dict[str, dict[str, int]]


def evaluate(asks_file: Path = ASKS_FILE) -> RoutingReport:
    """Route every ask of a file: one is right when somebody is chosen and all who are chosen are acceptable.

    Args:
        asks_file: JSON lines of `{"ask": …, "specialists": [acceptable ids] or "none", "kind": …}`.

    Raises:
        AsksFileError: the file is missing, empty, or has a line that is not such an object.
    """
    router = OfflineRouter(Catalog(), classifier())
    right: dict[str, list[bool]] = {}
    confusion: dict[str, dict[str, int]] = {}
    for ask in list(_read(asks_file)):
        chosen = router.route(ask.ask, ()).specialists
        right.setdefault(ask.kind, []).append(_is_right(chosen, ask.specialists))
        row = confusion.setdefault(NONE if ask.specialists == NONE else str(ask.specialists[0]), {})
        key = "+".join(chosen) or NONE
        row[key] = row.get(key, 0) + 1
    verdicts = [verdict for kind in right.values() for verdict in kind]
    return RoutingReport(
        asks=len(verdicts),
        accuracy=round(sum(verdicts) / len(verdicts), 4),
        by_kind={kind: round(sum(found) / len(found), 4) for kind, found in right.items()},
        confusion=confusion,
    )


def _is_right(chosen: Sequence[SpecialistId], acceptable: Sequence[SpecialistId] | str) -> bool:
    if acceptable == NONE:
        return not chosen
    return bool(chosen) and all(specialist in acceptable for specialist in chosen)


def _read(path: Path) -> Iterator[_Ask]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise AsksFileError(
            f"The asks in {path} can't be read: {error.strerror}. Give a JSON lines file."
        ) from error
    except UnicodeDecodeError as error:
        raise AsksFileError(f"The asks in {path} are not UTF-8 text. Save the file as UTF-8.") from error
    found = False
    for number, line in enumerate(lines, start=1):
        if line.strip():
            found = True
            yield _parse(line, f"{path}, line {number}")
    if not found:
        raise AsksFileError(f"There are no asks in {path}. Write one JSON object a line.")


def _parse(line: str, place: str) -> _Ask:
    try:
        ask = _Ask.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][:1]) or "the line"
        raise AsksFileError(
            f'{place}: {where}: {first["msg"]}. Write {{"ask": "…", "specialists": ["devops-engineer"] '
            f'or "none", "kind": "plain"}}, with ids out of {", ".join(SpecialistId)}.'
        ) from error
    if not ask.specialists:
        raise AsksFileError(f'{place}: specialists is empty. Write "none" where nobody should answer.')
    return ask
