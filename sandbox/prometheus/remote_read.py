"""Prometheus's remote-read protocol, as far as a source of samples needs it.

Prometheus asks for series by protobuf over HTTP, compressed with snappy's block format:
https://prometheus.io/docs/prometheus/latest/querying/remote_read_api/. The messages are small enough to be
read and written by hand: https://github.com/prometheus/prometheus/blob/main/prompb/remote.proto.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sandbox.company.traffic import Array
from sandbox.prometheus.store import Matcher, Store

_OPS: Final[tuple[Literal["=", "!=", "=~", "!~"], ...]] = ("=", "!=", "=~", "!~")

# The not-a-number by which Prometheus knows that a series has ended:
# https://github.com/prometheus/prometheus/blob/main/model/value/value.go
_STALE: Final = 0x7FF0000000000002


@dataclass(frozen=True, slots=True)
class Query:
    """One question of a read request; the interval is in unix seconds."""

    start: float
    end: float
    matchers: tuple[Matcher, ...]


def answer(store: Store, body: bytes) -> bytes:
    """Answer a compressed ReadRequest with a compressed ReadResponse.

    Raises:
        ValueError: the request cannot be read.
    """
    results = [_result(store, query) for query in _queries(decompress(body))]
    return compress(b"".join(_field(1, result) for result in results))


def _queries(message: bytes) -> list[Query]:
    return [_query(value) for number, value in _fields(message) if number == 1 and isinstance(value, bytes)]


def _query(message: bytes) -> Query:
    start = end = 0
    matchers = []
    for number, value in _fields(message):
        if number == 1 and isinstance(value, int):
            start = value
        elif number == 2 and isinstance(value, int):
            end = value
        elif number == 3 and isinstance(value, bytes):
            matchers.append(_matcher(value))
    return Query(start / 1000, end / 1000, tuple(matchers))


def _matcher(message: bytes) -> Matcher:
    fields = dict(_fields(message))
    op, name, value = fields.get(1, 0), fields.get(2, b""), fields.get(3, b"")
    if not (isinstance(op, int) and isinstance(name, bytes) and isinstance(value, bytes)):
        raise ValueError("a label matcher has fields of a wrong type")
    return Matcher(name.decode(), _OPS[op], value.decode())


def _result(store: Store, query: Query) -> bytes:
    parts = []
    for series in store.find(query.matchers):
        times, values = store.window(series, query.start, query.end)
        if times.size:
            labels = (_field(1, k.encode()) + _field(2, v.encode()) for k, v in sorted(series.labels.items()))
            parts.append(_field(1, b"".join(_field(1, label) for label in labels) + _samples(times, values)))
    return b"".join(parts)


def _samples(times: Array, values: Array) -> bytes:
    """All samples of a series at once: field 2, each with a double (1) and a varint of milliseconds (2)."""
    stamps = np.round(times * 1000).astype(np.uint64)
    # A unix time in milliseconds takes six bytes as a varint from 2004 to 2109.
    groups = [(stamps >> np.uint64(7 * i) & np.uint64(0x7F)).astype(np.uint8) for i in range(6)]
    for group in groups[:-1]:
        group |= np.uint8(0x80)
    rows = np.empty((len(times), 18), dtype=np.uint8)
    rows[:, 0:3] = (0x12, 16, 0x09)
    rows[:, 3:11] = _bytes_of(values)
    rows[:, 11] = 0x10
    for index, group in enumerate(groups):
        rows[:, 12 + index] = group
    return rows.tobytes()


def _bytes_of(values: Array) -> NDArray[np.uint8]:
    bits = values.astype("<f8").view("<u8")
    bits[np.isnan(values)] = _STALE
    return np.frombuffer(bits.tobytes(), dtype=np.uint8).reshape(-1, 8)


def _field(number: int, payload: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(payload)) + payload


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _read_varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if position >= len(data) or shift > 63:
            raise ValueError("the message ends in the middle of a number")
        byte = data[position]
        value |= (byte & 0x7F) << shift
        position += 1
        shift += 7
        if byte < 0x80:
            return value, position


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    position = 0
    while position < len(message):
        key, position = _read_varint(message, position)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, position = _read_varint(message, position)
            yield number, value
        elif kind == 2:
            length, position = _read_varint(message, position)
            yield number, message[position : position + length]
            position += length
        elif kind in (1, 5):
            position += 8 if kind == 1 else 4
        else:
            raise ValueError(f"unknown protobuf wire type {kind}")


def compress(data: bytes) -> bytes:
    """Snappy's block format, literals only: valid for every reader, and quick to write on loopback.

    Format: https://github.com/google/snappy/blob/main/format_description.txt
    """
    block = 1 << 16
    parts = [_varint(len(data))]
    for start in range(0, len(data), block):
        piece = data[start : start + block]
        parts.append(struct.pack("<BH", 61 << 2, len(piece) - 1) + piece)
    return b"".join(parts)


def decompress(data: bytes) -> bytes:
    """Read snappy's block format.

    Raises:
        ValueError: the data is damaged.
    """
    length, position = _read_varint(data, 0)
    out = bytearray()
    while position < len(data):
        tag = data[position]
        if tag & 3 == 0:
            size, position = _literal(data, position, tag >> 2)
            out += data[position : position + size]
            position += size
        else:
            size, offset, position = _copy(data, position, tag)
            if not 0 < offset <= len(out):
                raise ValueError("a snappy copy points before the start")
            for _ in range(size):
                out.append(out[-offset])
    if len(out) != length:
        raise ValueError("the snappy block has a wrong length")
    return bytes(out)


def _literal(data: bytes, position: int, code: int) -> tuple[int, int]:
    if code < 60:
        return code + 1, position + 1
    width = code - 59
    return int.from_bytes(data[position + 1 : position + 1 + width], "little") + 1, position + 1 + width


def _copy(data: bytes, position: int, tag: int) -> tuple[int, int, int]:
    kind = tag & 3
    if kind == 1:
        return (tag >> 2 & 7) + 4, (tag >> 5) << 8 | data[position + 1], position + 2
    width = 2 if kind == 2 else 4
    offset = int.from_bytes(data[position + 1 : position + 1 + width], "little")
    return (tag >> 2) + 1, offset, position + 1 + width
