"""What the glossary makes of a question, with the real model."""

import numpy as np
import pytest

from knowledge.embeddings import minilm
from knowledge.glossary import Entry, Glossary
from knowledge.search.subjects import Phrases, Told, told

ENTRIES = (
    Entry(("etcd",), ("the control plane's key-value store", "cluster state database")),
    Entry(("certificate", "tls"), ("credential with an end date",)),
    Entry(("queue", "backlog"), ("messages that wait",)),
    Entry(("disk",), ("drive that fills up",)),
    Entry(("on call", "pager"), ("person who is woken up",)),
)
ASKED = "the store where the cluster keeps its state does not answer"


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    entries = Glossary(ENTRIES).entries
    said = [(name, phrase) for name, entry in entries.items() for phrase in entry.phrases]
    embed = minilm().embed
    return Phrases(
        tuple(name for name, _ in said),
        embed([phrase for _, phrase in said]),
        embed([entry.whole for entry in entries.values()]),
    )


@pytest.fixture(scope="module")
def about(phrases: Phrases) -> Told:
    return told(phrases, minilm().embed([ASKED])[0])


def test_the_subject_is_known_by_its_plain_words(about: Told) -> None:
    assert max(about.subjects, key=lambda name: about.subjects[name]) == "etcd"
    assert min(about.subjects.values()) == 0


def test_the_question_comes_nearer_to_pages_that_use_the_name(about: Told) -> None:
    asked, named, other = minilm().embed([ASKED, "etcd has no leader", "the queue has a backlog"])
    before = float(asked @ named - asked @ other)
    after = float(about.vector @ named - about.vector @ other)
    assert after > before
    assert np.linalg.norm(about.vector) == pytest.approx(1)
