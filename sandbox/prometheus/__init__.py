"""Prometheus for the pretend company, with three weeks of metrics that tell the story.

`Prometheus(company)` runs the real program where it is installed, otherwise a small server of our own.
"""

from sandbox.prometheus.server import Prometheus

__all__ = ["Prometheus"]
