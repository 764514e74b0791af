"""The training asks, the asks that measure, and the weights between them."""

import json
import re
from collections.abc import Iterator

from agents.routing.classifier import Weights
from agents.routing.evaluation import ASKS_FILE, evaluate
from agents.routing.examples import filled, read_examples, without_names
from agents.routing.intents import INTENTS
from agents.routing.train import fingerprint, train

GOAL = 0.95
"""What the shipped weights reach is higher; below this something is broken."""

NEAR = 0.75


def words(ask: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", ask.lower()))


def measured() -> Iterator[str]:
    for line in ASKS_FILE.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["ask"]


def test_every_intent_has_many_varied_examples() -> None:
    examples = read_examples()
    assert set(examples) == {intent.name for intent in INTENTS}
    assert min(len(set(lines)) for lines in examples.values()) >= 30
    assert sum(len(set(lines)) for lines in examples.values()) >= 700


def test_no_line_stands_under_two_intents() -> None:
    lines = [line.lower() for asks in read_examples().values() for line in asks]
    assert sorted(lines) == sorted(set(lines))


def test_measuring_asks_are_no_copies_of_training_asks() -> None:
    training = {words(without_names(line)) for asks in read_examples().values() for line in asks} - {
        frozenset()
    }
    copies = [
        ask
        for ask in measured()
        if any(len(words(ask) & known) / len(words(ask) | known) >= NEAR for known in training)
    ]
    assert copies == []


def test_names_are_filled_in_the_same_way_each_time() -> None:
    lines = {"owner": ["who owns {service}"]}
    first, second = list(filled(lines)), list(filled(lines))
    assert first == second
    assert sum(example.weight for example in first) == 1
    assert all("{" not in example.ask for example in first)


def test_weights_are_fitted_to_the_examples_and_code_as_they_are() -> None:
    assert Weights.load().fingerprint == fingerprint(), (
        "Run `python -m agents.routing.train` and commit weights.npz."
    )


def test_training_learns_what_the_examples_say() -> None:
    lines = {
        "owner": ["who owns {service}", "owner of {service}?"],
        "spend": ["what did we spend", "costs of {service}"],
    }
    weights = train(lines)
    names = [intent.name for intent in INTENTS]
    assert sorted(weights.bias.argsort()[-2:]) == sorted([names.index("owner"), names.index("spend")])
    assert weights.fingerprint == fingerprint()


def test_routing_reaches_its_goal_on_asks_it_has_not_seen() -> None:
    report = evaluate()
    assert report.asks >= 240
    assert report.accuracy >= GOAL, report
    assert set(report.by_kind) == {"plain", "slang", "typos", "ambiguous", "several", "off-topic"}
    assert min(report.by_kind.values()) >= 0.9, report
