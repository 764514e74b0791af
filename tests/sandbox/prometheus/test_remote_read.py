"""The remote-read protocol, byte by byte."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.company import Company
from sandbox.company.metrics import Metrics
from sandbox.prometheus.remote_read import answer, compress, decompress
from sandbox.prometheus.store import Matcher, Store


@given(st.binary(max_size=200_000))
def test_compression_loses_nothing(data: bytes) -> None:
    assert decompress(compress(data)) == data


def test_copies_are_read() -> None:
    # "abcd" as a literal, then a copy of 8 bytes from 4 back (tag 1) and of 4 from 2 back (tag 2).
    packed = bytes([16, 3 << 2]) + b"abcd" + bytes([(8 - 4) << 2 | 1, 4, (4 - 1) << 2 | 2, 2, 0])
    assert decompress(packed) == b"abcdabcdabcdcdcd"


@pytest.mark.parametrize(
    "damaged", [b"", b"\xff", b"\x05\x00a", b"\x04\x01\x09", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"]
)
def test_damage_is_noticed(damaged: bytes) -> None:
    with pytest.raises((ValueError, IndexError)):
        decompress(damaged)


def test_unknown_series_have_an_empty_answer(company: Company) -> None:
    store = Store(Metrics(company))
    assert store.find([Matcher("__name__", "=", "nothing")]) == []
    assert decompress(answer(store, compress(b""))) == b""


def test_samples_are_never_later_than_now(company: Company) -> None:
    store = Store(Metrics(company))
    (series,) = store.find([Matcher("__name__", "=", "queue_depth"), Matcher("queue", "=", "sms")])
    times, values = store.window(series, store.now() - 100, store.now() + 1e6)
    assert 3 <= len(times) == len(values) <= 4
    assert times[-1] <= store.now()


def test_counters_never_fall(company: Company) -> None:
    metrics = Metrics(company)
    times = np.arange(metrics.origin, company.now.timestamp(), 300.0)
    for series in metrics.series:
        if series.name.endswith(("_total", "_bucket", "_count", "_sum")):
            assert (np.diff(series.value(times)) >= 0).all(), series.labels
