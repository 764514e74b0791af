"""What our evaluator refuses, and how."""

import numpy as np
import pytest

from sandbox.company import Company
from sandbox.company.metrics import Metrics
from sandbox.prometheus.promql import QueryError, evaluate
from sandbox.prometheus.store import Store


@pytest.mark.parametrize(
    "query",
    [
        "predict_linear(up[5m], 60)",
        "up @ 1000",
        "max_over_time(rate(http_requests_total[5m])[1h:1m])",
        "up * on (job) group_left service_build_info",
        'count_values("x", up)',
        "queue_depth atan2 queue_depth",
    ],
)
def test_unsupported(company: Company, query: str) -> None:
    with pytest.raises(QueryError, match="does not support") as caught:
        evaluate(query, Store(Metrics(company)), np.array([company.now.timestamp()]))
    assert caught.value.kind == "execution"


def test_too_many_samples(company: Company) -> None:
    times = np.arange(10_000.0) * 60 + company.now.timestamp() - 600_000
    with pytest.raises(QueryError, match="too many samples"):
        evaluate("rate(http_request_duration_seconds_bucket[7d])", Store(Metrics(company)), times)


def test_a_version_ends_when_the_next_one_comes(company: Company) -> None:
    store = Store(Metrics(company))
    before = company.timeline.bad_deploy_at.timestamp() - 600
    after = company.timeline.bad_deploy_at.timestamp() + 600
    rows = evaluate(
        'service_build_info{service="checkout",environment="production"}', store, np.array([before, after])
    )
    assert isinstance(rows, list)
    shown = {row.labels["version"]: row.present.tolist() for row in rows}
    assert shown == {"1.7.2": [True, False], "1.7.3": [False, True]}
