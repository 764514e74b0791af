"""Files of asks that people bring: good ones are counted, broken ones are explained."""

from pathlib import Path

import pytest

from agents.routing.evaluation import AsksFileError, evaluate


def test_counts_by_kind_and_shows_the_confusion(tmp_path: Path) -> None:
    asks = tmp_path / "asks.jsonl"
    asks.write_text(
        '{"ask": "who owns the ledger service?", "specialists": ["devops-engineer"], "kind": "plain"}\n'
        "\n"
        '{"ask": "tell me a joke", "specialists": "none"}\n'
        '{"ask": "who owns gateway?", "specialists": ["cost-optimizer"], "kind": "plain"}\n',
        encoding="utf-8",
    )
    report = evaluate(asks)
    assert report.model_dump() == {
        "asks": 3,
        "accuracy": 0.6667,
        "by_kind": {"plain": 0.5, "other": 1.0},
        "confusion": {
            "devops-engineer": {"devops-engineer": 1},
            "none": {"none": 1},
            "cost-optimizer": {"devops-engineer": 1},
        },
    }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("not json", "line 2"),
        ('{"specialists": "none"}', "ask"),
        ('{"ask": "x", "specialists": ["plumber"]}', "devops-engineer"),
        ('{"ask": "x", "specialists": []}', "none"),
        ('["x"]', "line 2"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    asks = tmp_path / "asks.jsonl"
    asks.write_text(f'{{"ask": "hi", "specialists": "none"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(AsksFileError) as caught:
        evaluate(asks)
    assert "line 2" in str(caught.value)
    assert said in str(caught.value)


def test_missing_empty_and_binary_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(AsksFileError, match="can't be read"):
        evaluate(tmp_path / "nowhere.jsonl")
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n", encoding="utf-8")
    with pytest.raises(AsksFileError, match="no asks"):
        evaluate(empty)
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AsksFileError, match="UTF-8"):
        evaluate(binary)
