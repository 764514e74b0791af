import pytest

from knowledge.edit_distance import distance
from knowledge.glossary import Entry, Glossary
from knowledge.search.language import is_english
from knowledge.search.question import read, trimmed
from knowledge.search.spelling import Spelling, everyday_words

EVERYDAY = everyday_words(Glossary([Entry(("pod",), ("group of containers",))]))
SPELLING = Spelling(
    {
        "alertmanager": 9,
        "scheduler": 4,
        "certificate": 7,
        "throttling": 2,
        "gate": 3,
        "slow": 5,
        "host": 2,
        "failover": 3,
        "pausing": 2,
    },
    EVERYDAY,
)


@pytest.mark.parametrize(
    ("asked", "mended"),
    [
        ("the alertmanger is down", "the alertmanager is down"),
        ("certifciate runs out", "certificate runs out"),
        ("Schedulr is gone", "scheduler is gone"),
        # Of four letters: one is missing or in the wrong place, but not another one.
        ("the gaet is slwo", "the gate is slow"),
        ("my vhos and the kvcd", "my vhos and the kvcd"),
        # Not a word made of "fia" and "lover".
        ("how to fialover", "how to failover"),
        # Two slips in so short a word are another word.
        ("is there pruning", "is there pruning"),
        # Real words, names in code and short words stay.
        ("restarting the unhealthy workers", "restarting the unhealthy workers"),
        ("what is alertmanger_up", "what is alertmanger_up"),
        ("SCHEDULR", "SCHEDULR"),
        ("kyc", "kyc"),
    ],
)
def test_misspelled_words_become_the_nearest_of_the_pages(asked: str, mended: str) -> None:
    assert SPELLING.mended(asked) == mended


def test_a_swap_of_neighbours_is_one_slip() -> None:
    assert distance("certifciate", "certificate") == 1
    assert distance("pod", "node") == 2


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("how do I roll back a release?", True),
        ("KubePodCrashLooping", True),
        ("Wie rolle ich ein Release zurück?", False),
        ("¿Cómo vuelvo a la versión anterior?", False),
        ("如何回滚发布", False),
    ],
)
def test_the_language_is_told_by_small_words(question: str, english: bool) -> None:
    assert is_english(question) is english


def test_only_english_is_mended() -> None:
    asked = "Warum ist der alertmanger nicht erreichbar?"
    assert read(asked, SPELLING, EVERYDAY).text == asked


@pytest.mark.parametrize(
    ("asked", "exact"),
    [
        ("what is KubePodCrashLooping", ("kubepodcrashlooping",)),
        ("look in /var/lib/etcd for it", ("var/lib/etcd",)),
        ('where does it say "all hands on deck"?', ("all hands on deck",)),
        ("queue_depth over INC-17", ("queue_depth", "inc-17")),
        ("error E1234 at night", ("e1234",)),
        ("kube-proxy is gone, is it up-to-date?", ("kube-proxy",)),
        ("why is the shop slow", ()),
        # So few words are a phrase.
        ("make lock", ("make lock",)),
        ("Error budget burn?", ("error budget burn",)),
        ("mailer", ()),
    ],
)
def test_what_nobody_writes_in_prose_is_searched_as_it_stands(asked: str, exact: tuple[str, ...]) -> None:
    assert read(asked, SPELLING, EVERYDAY).exact == exact


def test_what_is_no_word_is_no_part_of_a_question() -> None:
    assert trimmed(f"  what is \n {'x' * 5_000} here ") == "what is here"
    assert len(trimmed("word " * 5_000)) <= 2_000
    assert trimmed("x" * 50_000) == ""


def test_names_of_technology_and_of_code_are_names() -> None:
    question = read("does Kafka read kubePodInfo on the server?", SPELLING, EVERYDAY)
    assert question.names == ("Kafka", "kubePodInfo")


@pytest.mark.parametrize(
    ("asked", "looks_back"),
    [
        ("why did the checkout fail?", True),
        ("the shop is slow. Have we seen this before?", True),
        ("how much money did we lose", True),
        ("did a cache ever bring the database down?", True),
        ("what was INC-17 about", True),
        ("the checkout fails, what do I do?", False),
        ("it fails ever since the deploy was rolled out", False),
        ("the node was lost, what now?", False),
        ("Was ist zu tun, wenn der Dienst nicht antwortet?", False),
    ],
)
def test_who_asks_for_what_happened_looks_back(asked: str, looks_back: bool) -> None:
    assert read(asked, SPELLING, EVERYDAY).looks_back is looks_back
