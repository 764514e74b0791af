"""A small PromQL evaluator over the story's series, for machines without Prometheus.

It parses with promql-parser, answers a sound subset as Prometheus does, and refuses the rest.
"""

from sandbox.prometheus.promql.evaluator import evaluate
from sandbox.prometheus.promql.values import QueryError, Row, Vector

__all__ = ["QueryError", "Row", "Vector", "evaluate"]
