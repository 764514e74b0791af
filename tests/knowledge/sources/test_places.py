"""What people write when they add a source."""

from pathlib import Path

import pytest

from knowledge.sources import SourceError
from knowledge.sources.places import place_of

GITHUB = "https://api.github.com"


def test_a_folder_that_is_there_is_a_folder(tmp_path: Path) -> None:
    place = place_of([str(tmp_path)], GITHUB)
    assert (place.kind, place.location) == ("folder", {"folder": str(tmp_path.resolve())})


@pytest.mark.parametrize(
    ("written", "path", "branch"),
    [
        ("lark/handbook", "", None),
        ("lark/handbook:docs/runbooks", "docs/runbooks", None),
        ("https://github.com/lark/handbook", "", None),
        ("https://github.com/lark/handbook.git", "", None),
        ("https://github.com/lark/handbook/", "", None),
        ("https://github.com/lark/handbook/tree/main/docs", "docs", "main"),
        ("https://github.com/lark/handbook/blob/v2/README.md", "README.md", "v2"),
    ],
)
def test_a_repository_is_known_by_its_name_and_its_address(
    written: str, path: str, branch: str | None
) -> None:
    place = place_of([written], GITHUB)
    assert place.kind == "repository"
    assert place.location == {"repository": "lark/handbook", "path": path, "branch": branch}


def test_an_enterprise_server_is_github_too() -> None:
    assert place_of(["https://git.lark.example/a/b"], "https://git.lark.example/api/v3").kind == "repository"
    assert place_of(["https://git.lark.example/a/b"], GITHUB).kind == "urls"


def test_addresses_come_from_the_command_line_or_a_file(tmp_path: Path) -> None:
    both = ["https://a.example/x.md", "https://b.example/y.html"]
    assert place_of(both, GITHUB).location == {"urls": both}
    file = tmp_path / "wiki.txt"
    file.write_text("# our wiki\n\n" + "\n".join(both) + "\n", "utf-8")
    place = place_of([str(file)], GITHUB)
    assert (place.kind, place.location, place.name) == ("urls", {"urls": both}, "wiki")


@pytest.mark.parametrize(
    "written",
    [
        ["./nowhere"],
        ["nowhere"],
        ["https://user:word@a.example/"],
        ["ftp://a.example/x"],
        ["https://a.example/", "x"],
    ],
)
def test_what_is_no_place_is_refused(written: list[str]) -> None:
    with pytest.raises(SourceError):
        place_of(written, GITHUB)
