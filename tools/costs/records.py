"""Reads cost records: a CSV in the FOCUS format (focus.finops.org), row by row, each checked."""

import asyncio
import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from math import isfinite
from pathlib import Path

from tools.connections import Connections
from tools.tool import ToolError

NEEDED = ("ChargePeriodStart", "ServiceName")
# What is on the invoice, else what it costs with prepayments spread: the first of these that is there.
COST_COLUMNS = ("BilledCost", "EffectiveCost")
SERVICE_TAGS = ("service", "Service", "app", "application", "user_service")
ENVIRONMENT_TAGS = ("environment", "Environment", "env", "user_environment")
UNTAGGED = "untagged"


@dataclass(frozen=True, slots=True)
class CostRecord:
    """What one resource cost on one day.

    Args:
        service: the team's own service, from the tag; `untagged` without one.
        cloud_service: the provider's name of what is billed, such as "Amazon CloudFront".
    """

    day: date
    cost: float
    service: str
    environment: str
    cloud_service: str
    category: str
    resource: str
    description: str


@dataclass(frozen=True, slots=True)
class Costs:
    """All records of a file, oldest first, in one currency."""

    records: tuple[CostRecord, ...]
    currency: str
    column: str
    first_day: date
    last_day: date
    services: frozenset[str] = field(default=frozenset())

    def of(self, service: str | None) -> Iterable[CostRecord]:
        """The records of one of the team's services, or all."""
        if service is None:
            return self.records
        return [record for record in self.records if record.service.lower() == service.lower()]


class CostFileError(ValueError):
    """The file is not what it should be; the message names the line."""


async def costs_of(connections: Connections) -> Costs:
    """The team's cost records.

    Raises:
        ToolError: no file is set, it is not there, or a line of it is wrong.
    """
    file = connections.settings.costs_file
    if file is None:
        raise ToolError("There are no cost records here.", "Set COSTS_FILE to a CSV in the FOCUS format.")
    try:
        return await asyncio.to_thread(_read_fresh, file)
    except OSError as error:
        raise ToolError(
            f"The cost records {file.name} can't be read: {error.strerror}.", "Check COSTS_FILE."
        ) from error
    except CostFileError as error:
        raise ToolError(
            f"The cost records {file.name} are wrong: {error}.", "Export the file again."
        ) from error


def known_service(costs: Costs, service: str | None) -> str | None:
    """The service as the records write it; None for all.

    Raises:
        ToolError: nothing is recorded for it.
    """
    if service is None or service.lower() in ("", "all"):
        return None
    for name in costs.services:
        if name.lower() == service.lower():
            return name
    raise ToolError(
        f"No costs are recorded for {service!r}.",
        f"Services with costs: {', '.join(sorted(costs.services))}.",
    )


def read_costs(file: Path) -> Costs:
    """Read a file.

    Raises:
        OSError: it can't be opened.
        CostFileError: a column is missing, or a value is wrong; the line is named.
    """
    records: list[CostRecord] = []
    currencies: dict[str, int] = {}
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream, strict=True)
        column = _cost_column(reader)
        try:
            for row in reader:
                records.append(_record(row, column, reader.line_num))
                currencies.setdefault(row.get("BillingCurrency") or "USD", reader.line_num)
        except csv.Error as error:
            raise CostFileError(f"line {reader.line_num}: {error}") from error
        except UnicodeDecodeError as error:
            raise CostFileError(f"line {reader.line_num + 1}: not UTF-8 text") from error
    if not records:
        raise CostFileError("it has no rows")
    if len(currencies) > 1:
        mixed = ", ".join(f"{name} (line {line})" for name, line in currencies.items())
        raise CostFileError(f"it mixes currencies: {mixed}")
    records.sort(key=lambda record: record.day)
    return Costs(
        records=tuple(records),
        currency=next(iter(currencies)),
        column=column,
        first_day=records[0].day,
        last_day=records[-1].day,
        services=frozenset(record.service for record in records),
    )


def _read_fresh(file: Path) -> Costs:
    state = file.stat()
    return _remembered(file, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=2)
def _remembered(file: Path, changed: int, size: int) -> Costs:
    return read_costs(file)


def _cost_column(reader: "csv.DictReader[str]") -> str:
    try:
        columns = reader.fieldnames or ()
    except (csv.Error, UnicodeDecodeError) as error:
        raise CostFileError(f"line 1: not a CSV header ({error})") from error
    missing = [name for name in NEEDED if name not in columns]
    found = next((name for name in COST_COLUMNS if name in columns), None)
    if missing or found is None:
        lacking = missing or ["BilledCost"]
        raise CostFileError(f"line 1: no column {', '.join(lacking)}; FOCUS exports have it")
    return found


def _record(row: dict[str, str], column: str, line: int) -> CostRecord:
    if None in row or any(value is None for value in row.values()):
        raise CostFileError(f"line {line}: it has more or fewer fields than the header")
    tags = _tags(row.get("Tags") or "", line)
    resource = row.get("ResourceName") or row.get("ResourceId") or ""
    return CostRecord(
        day=_day(row["ChargePeriodStart"], line),
        cost=_number(row[column], column, line),
        service=_first(tags, SERVICE_TAGS) or UNTAGGED,
        environment=_first(tags, ENVIRONMENT_TAGS) or row.get("SubAccountName") or UNTAGGED,
        cloud_service=row["ServiceName"] or "unnamed",
        category=row.get("ServiceCategory") or "Other",
        resource=resource or row["ServiceName"] or "unnamed",
        description=row.get("ChargeDescription") or "",
    )


def _day(text: str, line: int) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise CostFileError(f"line {line}: ChargePeriodStart {text!r} is not a date") from error


def _number(text: str, column: str, line: int) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise CostFileError(f"line {line}: {column} {text!r} is not a number") from error
    if not isfinite(value):
        raise CostFileError(f"line {line}: {column} {text!r} is not a number")
    return value


def _tags(text: str, line: int) -> dict[str, str]:
    if not text.strip():
        return {}
    try:
        tags = json.loads(text)
    except json.JSONDecodeError as error:
        raise CostFileError(f"line {line}: Tags are not JSON") from error
    if not isinstance(tags, dict):
        raise CostFileError(f"line {line}: Tags are not a JSON object")
    return {str(key): str(value) for key, value in tags.items() if value is not None}


def _first(tags: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((tags[name] for name in names if tags.get(name)), None)


def summed(records: Iterable[CostRecord], key: str) -> dict[str, float]:
    """Sum of costs by a field of the records, the largest first."""
    sums: dict[str, float] = {}
    for record in records:
        name = getattr(record, key)
        sums[name] = sums.get(name, 0.0) + record.cost
    return dict(sorted(sums.items(), key=lambda item: -item[1]))


def within(records: Iterable[CostRecord], start: date, end: date) -> Iterator[CostRecord]:
    """Records from a day on, up to but without another."""
    return (record for record in records if start <= record.day < end)
