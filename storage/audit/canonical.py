"""One spelling for each JSON value, the same before PostgreSQL has kept it and after."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

# PostgreSQL keeps no NUL, and no half of a surrogate pair.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(value: Any) -> Any:
    """The value as JSON can hold it and PostgreSQL can keep it."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, Mapping):
        return {UNSTORABLE.sub("�", str(key)): storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [storable(item) for item in value]
    return UNSTORABLE.sub("�", str(value))


def canonical(value: Any) -> str:
    """The JSON text of a storable value: keys in order, no spaces, one spelling for each number.

    PostgreSQL gives 1e+16 back as 10000000000000000, so numbers are spelled by their digits and exponent.
    """
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, Mapping):
        items = (f"{json.dumps(key)}:{canonical(value[key])}" for key in sorted(value))
        return "{" + ",".join(items) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value)


def moment(at: datetime) -> str:
    """A time, to the microsecond, in UTC."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _number(value: float) -> str:
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    shown = "".join(map(str, digits)).lstrip("0")
    bare = shown.rstrip("0")
    if not bare:
        return "0"
    return f"{'-' if sign else ''}{bare}e{int(exponent) + len(shown) - len(bare)}"
