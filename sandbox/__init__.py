"""A pretend company on loopback that speaks each vendor's wire protocol.

It serves the demo, the tests and the evals: Slack, GitHub, Jenkins, Prometheus, Alertmanager and OSV.
It knows nothing of Quarterdeck; only the demo command starts it.
"""

from typing import Any

__all__ = ["Sandbox"]


def __getattr__(name: str) -> Any:
    """Load the sandbox at first use: a stand-in of one vendor should not cost the others' imports."""
    if name == "Sandbox":
        from sandbox.sandbox import Sandbox

        return Sandbox
    raise AttributeError(name)
