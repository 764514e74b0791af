import re
from datetime import UTC, datetime, timedelta

import pytest
import yaml

from sandbox.company.documents import HANDBOOK, documents, handbook_texts

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def test_every_page_is_in_the_index_and_every_entry_is_a_page() -> None:
    index = yaml.safe_load((HANDBOOK / "index.yml").read_text("utf-8"))
    assert set(index) == set(handbook_texts(NOW))


def test_pages_are_written_before_they_are_edited_and_both_lie_in_the_past() -> None:
    for page in documents(NOW):
        assert page.created_at <= page.edited_at < NOW, page.path


def test_dates_in_the_texts_follow_now() -> None:
    later = handbook_texts(NOW + timedelta(days=10))["policies/change-freeze.md"]
    freeze = yaml.safe_load(later.split("---")[1])
    assert freeze["windows"][0]["starts"] == datetime(2026, 12, 5, tzinfo=UTC)
    assert freeze["windows"][0]["ends"] == datetime(2026, 12, 10, tzinfo=UTC)
    assert "From 2026-12-05 00:00 UTC" in later


def test_nothing_is_left_to_fill_in() -> None:
    assert not [path for path, text in handbook_texts(NOW).items() if "{{" in text]


@pytest.mark.parametrize("path", [p.relative_to(HANDBOOK).as_posix() for p in HANDBOOK.rglob("*/*.md")])
def test_links_between_pages_lead_somewhere(path: str) -> None:
    text = handbook_texts(NOW)[path]
    for target in re.findall(r"\]\(([^)#]+\.md)", text):
        assert ((HANDBOOK / path).parent / target).resolve().is_file(), f"{path} → {target}"
