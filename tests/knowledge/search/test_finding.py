"""What the search promises beside good order: exact parts, filters, copies, saying that nothing was found."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from knowledge import KnowledgeSettings, Library
from sandbox.company.documents import handbook_texts
from storage import Database
from storage.knowledge import Filters


@pytest.fixture
async def handbook(library: Library, tmp_path: Path) -> Library:
    """A library that has read the company's handbook."""
    for path, text in handbook_texts(datetime.now(UTC)).items():
        file = tmp_path / "handbook" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    await library.ingest(tmp_path / "handbook", "https://example.com/handbook")
    return library


async def test_the_handbook_is_searched_as_promised(handbook: Library) -> None:
    # One reading for all: it takes seconds.
    exact = (await handbook.search("INC-29", per_page=1))[0]
    assert "INC-29" in exact.path
    assert exact.url is not None
    assert exact.url.startswith("https://example.com/handbook/")

    misspelled = await handbook.search("KubePodCrashLoping fires", per_page=1)
    assert "runbooks/KubePodCrashLooping.md" in [hit.path for hit in misspelled[:2]]

    nothing = await handbook.search("how do I bake sourdough bread?")
    assert nothing.nothing
    assert nothing.nearest

    german = await handbook.search("Was mache ich, wenn die Festplatte voll ist?")
    assert not german.nothing

    found = await handbook.search("checkout is slow", k=6, per_page=2)
    paths = [hit.path for hit in found]
    assert all(paths.count(path) <= 2 for path in paths)
    # Of one page stands together.
    assert len([place for place in range(1, len(paths)) if paths[place] != paths[place - 1]]) + 1 == len(
        set(paths)
    )


async def test_a_quoted_phrase_and_a_path_are_found_where_they_stand(
    library: Library, tmp_path: Path
) -> None:
    pages = {
        "one.md": "# One\n\nThe backup of the shop runs at night and writes to /srv/backup/shop first.\n",
        "two.md": "# Two\n\nAt night the shop's backup is checked: the blue lamp must be on by then.\n",
        "three.md": "# Three\n\nBackups, nights, shops and lamps are listed here in blue.\n",
    }
    for name, text in pages.items():
        (tmp_path / name).write_text(text, "utf-8")
    await library.ingest(tmp_path)
    assert (await library.search('which page says "the blue lamp must be on"?'))[0].path == "two.md"
    assert (await library.search("what writes to /srv/backup/shop?"))[0].path == "one.md"


async def test_a_copy_is_told_with_the_first(library: Library, tmp_path: Path) -> None:
    text = "# Restart the mailer\n\nDrain the queue, restart the mailer, and look at the backlog after it.\n"
    for name in ("old.md", "new.md"):
        (tmp_path / name).write_text(text, "utf-8")
    await library.ingest(tmp_path)
    (hit,) = await library.search("how do I restart the mailer?")
    assert {hit.path, *hit.also_at} == {"old.md", "new.md"}


async def test_filters_leave_out_what_is_not_asked_for(library: Library, folder: Path) -> None:
    await library.ingest(folder / "runbooks")
    await library.ingest(folder / "postmortems", kind="incident")
    question = "the connection pool was exhausted"
    every = Filters(everything=True)
    assert not (await library.search(question, filters=every)).nothing
    only = Filters(everything=True, source=str((folder / "runbooks").resolve()))
    assert "INC-17.md" not in [hit.path for hit in await library.search(question, filters=only)]
    tomorrow = Filters(everything=True, since=datetime.now(UTC) + timedelta(days=1))
    found = await library.search(question, filters=tomorrow)
    assert (found.hits, found.nearest) == ((), ())


async def test_the_teams_own_words_lead_to_their_page(
    database: Database, tmp_path: Path, folder: Path
) -> None:
    own = tmp_path / "glossary.txt"
    own.write_text("# our words\nbluebird = machine that presses the apple juice\n", "utf-8")
    (folder / "bluebird.md").write_text(
        "# Bluebird\n\nTurn the valve to the left and wait for it.\n", "utf-8"
    )
    settings = KnowledgeSettings(home=tmp_path / "home", knowledge_glossary=own)
    library = Library.open(settings, database)
    try:
        await library.ingest(folder)
        found = await library.search("the apparatus that presses our apple juice is stuck", per_page=1)
        assert [*found, *found.nearest][0].path == "bluebird.md"
    finally:
        await library.close()
