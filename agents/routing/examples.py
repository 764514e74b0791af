"""The training asks: read from `examples.yml`, with names filled in."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

EXAMPLES_FILE = Path(__file__).parent / "examples.yml"

_PLACE = re.compile(r"\{(\w+)\}")
_FILLS = 2

_SERVICES = """
payments checkout billing search-api ledger auth gateway inventory web-frontend user-service
reporting data-pipeline orders shipping mailer identity catalog recommendations mobile-app
edge-proxy crm-sync fraud-detector media-store pricing loyalty scheduler chat-backend analytics
video-encoder ad-server booking tax-engine content-hub maps sso claims patient-api trading-desk
warehouse-sync lookup-service rider-app menu-service courier ticketing iam-proxy streaming-core
"""
# Made-up names of many kinds of company, so that a name says nothing about where an ask goes.
_NAMES: dict[str, tuple[str, ...]] = {
    "service": tuple(_SERVICES.split()),
    "pr": ("#42", "PR 17", "PR #230", "pull request 8", "#1291", "pull/64"),
    "n": ("42", "7", "230", "1291", "64", "318"),
    "version": ("1.8", "2.4.1", "v3.0.0", "10.2", "0.9", "2024.6"),
    "alert": (
        "KubePodCrashLooping",
        "CheckoutHighLatency",
        "DiskFilling",
        "TargetDown",
        "QueueBacklog",
        "HighErrorRate",
        "CertificateExpiry",
        "PostgresReplicationLag",
        "KafkaLag",
        "OOMKilled",
    ),
    "job": (
        "billing-build",
        "ledger-deploy",
        "the nightly job",
        "auth-ci",
        "web-frontend-build",
        "build 512",
    ),
    "env": ("production", "staging", "prod", "dev"),
    "person": ("Anna", "priya", "Marco", "jonas", "the new guy", "Chen"),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A training ask, its intent, and how much it counts (the fillings of one line share a weight of 1)."""

    line: str
    ask: str
    intent: str
    weight: float


def read_examples(path: Path = EXAMPLES_FILE) -> dict[str, list[str]]:
    """The lines by intent, with their placeholders."""
    content: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def filled(lines: dict[str, list[str]]) -> Iterator[Example]:
    """Every line with names in its places; the same names each time."""
    for intent, asks in lines.items():
        for line in asks:
            chance = random.Random(line)  # noqa: S311 - a spread of names, no secret
            asks_made = {_fill(line, chance) for _ in range(_FILLS)}
            for ask in sorted(asks_made):
                yield Example(line, ask, intent, 1 / len(asks_made))


def without_names(line: str) -> str:
    """The line with nothing in its places."""
    return _PLACE.sub(" ", line)


def _fill(line: str, chance: random.Random) -> str:
    return _PLACE.sub(lambda place: chance.choice(_NAMES[place[1]]), line)
