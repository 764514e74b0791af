"""The retrieval sets ask what the pages answer, and in the words that each kind of question promises."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.company.documents import handbook_texts

ROOT = Path(__file__).parents[2]
SETS = ROOT / "evals" / "retrieval"
AT_LEAST = {
    "paraphrase": 60,
    "identifier": 30,
    "misspelled": 15,
    "german": 10,
    "chinese": 10,
    "spanish": 10,
    "natural": 25,
    "unanswerable": 30,
}
SHARED_AT_MOST = 0.25

STOP_WORDS = frozenset(
    re.findall(
        r"[a-z]+",
        """
    a about after again all also am an and any are as at be because been before being below between
    both but by can cannot could d did do does doing don down during each even ever every few for
    from further get gets getting got had has have having he her here hers him his how i if in into
    is isn it its itself just let ll m may me might more most must my myself no nor not now o of off
    on once only or other our ours out over own per re s same shall she should so some such t than
    that the their theirs them then there these they this those though through to too under until up
    us ve very was we were what when where which while who whom whose why will with won would you
    your yours
    """,
    )
)
ENDINGS = tuple(
    re.findall(r"[a-z]+", "ations ation ings ing edly ed ers er ies ions ion ment ness ful able ly es s e y")
)


@dataclass(frozen=True, slots=True)
class Question:
    """A line of a set, with the pages that it is asked over."""

    text: str
    answers: list[str]
    kind: str
    pages: dict[str, str]


def company_pages() -> dict[str, str]:
    return handbook_texts(datetime.now(UTC))


def docs_pages() -> dict[str, str]:
    files = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
    return {file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in files}


def questions() -> list[Question]:
    return [
        Question(row["question"], row["answers"], row["kind"], pages)
        for name, pages in (("company", company_pages()), ("docs", docs_pages()))
        for row in map(json.loads, (SETS / f"{name}.jsonl").read_text("utf-8").splitlines())
    ]


def anchors(text: str) -> Iterator[str]:
    """GitHub's anchors of a page's headings."""
    seen: Counter[str] = Counter()
    outside = re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    for title in re.findall(r"^#+ (.+)$", outside, flags=re.MULTILINE):
        slug = re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")
        yield f"{slug}-{seen[slug]}" if seen[slug] else slug
        seen[slug] += 1


def stem(word: str) -> str:
    """The word without its ending, crudely: *renewal fails* and *failed renewals* are to meet."""
    ending = next((e for e in ENDINGS if word.endswith(e) and len(word) - len(e) >= 3), "")
    word = word.removesuffix(ending)
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word.rstrip("e") if len(word) > 3 else word


def content_words(text: str) -> set[str]:
    """Stems of the words that mean something, names in CamelCase also by their parts."""
    parts = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", text)
    words = re.findall(r"[a-z0-9]+", re.sub(r"[’']", " ", f"{parts} {text}".lower()))
    return {stem(word) for word in words if word not in STOP_WORDS}


def shared(question: str, path: str, page: str) -> float:
    """The part of a question's content words that its page uses, too, in its file name or anywhere else."""
    asked = content_words(question)
    return len(asked & content_words(f"{path} {page}")) / len(asked)


def test_there_are_enough_questions_of_each_kind() -> None:
    counts = Counter(question.kind for question in questions())
    assert set(counts) == set(AT_LEAST)
    assert {kind: n for kind, n in counts.items() if n < AT_LEAST[kind]} == {}


def test_no_question_is_asked_twice() -> None:
    asked = Counter(question.text.casefold() for question in questions())
    assert [text for text, times in asked.items() if times > 1] == []


def test_every_answer_is_a_page_and_a_heading_of_it() -> None:
    lost = []
    for question in questions():
        for answer in question.answers:
            path, _, anchor = answer.partition("#")
            if path not in question.pages or (anchor and anchor not in anchors(question.pages[path])):
                lost.append(f"{question.text}: {answer}")
    assert lost == []


def test_only_unanswerable_questions_have_no_answer() -> None:
    assert [q.text for q in questions() if (q.kind == "unanswerable") == bool(q.answers)] == []


def test_paraphrases_share_under_a_quarter_of_their_words_with_the_best_page() -> None:
    near = []
    for question in questions():
        if question.kind == "paraphrase":
            path = question.answers[0].partition("#")[0]
            share = shared(question.text, path, question.pages[path])
            if share >= SHARED_AT_MOST:
                near.append(f"{share:.2f} {path}: {question.text}")
    assert near == []


def test_paraphrases_are_answered_by_few_pages() -> None:
    """A question that half of the pages answer tells nothing."""
    assert [q.text for q in questions() if q.kind == "paraphrase" and len(q.answers) > 3] == []


def test_no_question_depends_on_the_day_it_is_asked() -> None:
    """The dates in the sandbox's pages move with the clock."""
    assert [q.text for q in questions() if re.search(r"\b20\d\d\b|\b\d{1,2}\.\d{1,2}\.", q.text)] == []


@pytest.mark.parametrize(
    ("question", "page", "part"),
    [
        ("failed renewals", "The renewal fails.", 1.0),
        ("pods crash", "# KubePodCrashLooping", 1.0),
        ("why is the shop slow", "The shop.", 0.5),
        ("padlock turns invalid", "A certificate expires.", 0.0),
    ],
)
def test_shared_words_are_counted_by_their_stems(question: str, page: str, part: float) -> None:
    assert shared(question, "page.md", page) == part
