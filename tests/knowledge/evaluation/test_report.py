from pathlib import Path

import pytest

from knowledge import Library
from knowledge.embeddings import minilm
from knowledge.evaluation import Outcome, Question, QuestionsError, evaluate, read_questions, report


def outcome(kind: str, answers: tuple[str, ...], *pages: str, refused: bool = False) -> Outcome:
    order = tuple(frozenset({page}) for page in pages)
    return Outcome(Question(question="?", answers=answers, kind=kind), order, order[::-1], order, refused)


def test_figures_count_where_the_answers_came() -> None:
    summed = report(
        [
            outcome("natural", ("a",), "a", "b"),
            outcome("natural", ("b#part",), "a", "b", refused=True),
            outcome("unanswerable", (), "a", refused=True),
            outcome("unanswerable", (), "a"),
        ]
    ).model_dump(by_alias=True, exclude_none=True)
    natural = summed["kinds"]["natural"]
    assert (natural["n"], natural["hit@1"], natural["hit@5"], natural["mrr"]) == (2, 0.5, 1.0, 0.75)
    assert natural["ndcg@10"] == pytest.approx((1 + 0.6309) / 2, abs=0.001)
    assert summed["kinds"]["unanswerable"] == {"n": 2, "refused": 0.5}
    assert summed["answerable"]["refused"] == 0.5
    assert set(summed["dense_alone"]) == set(summed["words_alone"]) == {"natural"}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("not json", "line 1"),
        ('{"question": "why?", "answers": [], "kind": "natural"}', "has answers"),
        ("", "no questions"),
    ],
)
def test_a_file_that_is_no_questions_says_where(tmp_path: Path, line: str, told: str) -> None:
    (tmp_path / "q.jsonl").write_text(line, "utf-8")
    with pytest.raises(QuestionsError, match=told):
        read_questions(tmp_path / "q.jsonl")


async def test_questions_are_asked_of_a_library_and_of_the_plain_ways(library: Library, folder: Path) -> None:
    await library.ingest(folder)
    questions = [
        Question(
            question="KubePodCrashLooping", answers=("runbooks/KubePodCrashLooping.md",), kind="identifier"
        ),
        Question(question="how do I bake sourdough bread?", kind="unanswerable"),
    ]
    first, second = await evaluate(library, minilm(), questions)
    assert "runbooks/KubePodCrashLooping.md" in first.pages[0]
    assert not first.refused
    assert second.refused
    assert len(first.dense_alone) == len(first.words_alone) == 3
