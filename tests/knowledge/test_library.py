import asyncio
import os
import subprocess
from pathlib import Path

import pytest

from knowledge import KnowledgeError, KnowledgeSettings, Library, Progress
from storage import Database


async def test_a_page_is_found_by_what_it_means(library: Library, folder: Path) -> None:
    await library.ingest(folder, "https://example.com/docs/")
    hit = (await library.search("container crashes again and again"))[0]
    assert (hit.path, hit.title) == ("runbooks/KubePodCrashLooping.md", "Crash loops")
    assert hit.url is not None
    assert hit.url.startswith("https://example.com/docs/runbooks/KubePodCrashLooping.md")


@pytest.mark.parametrize("query", ["KubePodCrashLooping", "what if kubepodcrashlooping fires?"])
async def test_a_page_is_found_by_its_name(library: Library, folder: Path, query: str) -> None:
    await library.ingest(folder)
    hits = await library.search(query)
    assert hits[0].path == "runbooks/KubePodCrashLooping.md"
    assert hits[0].url is None


async def test_a_section_has_its_anchor(library: Library, folder: Path) -> None:
    await library.ingest(folder, "https://example.com")
    hits = await library.search("find out why: exit code, kubectl describe pod")
    assert hits[0].heading == "Find out why"
    assert hits[0].url == "https://example.com/runbooks/KubePodCrashLooping.md#find-out-why"
    assert "# not a heading" in hits[0].text


async def test_incidents_are_kept_apart_and_have_their_own_date(library: Library, folder: Path) -> None:
    await library.ingest(folder / "runbooks")
    await library.ingest(folder / "postmortems", kind="incident")
    (hit,) = await library.search("connection pool", kind="incident")
    assert (hit.path, hit.date, hit.kind) == ("INC-17.md", "2026-09-06", "incident")
    assert hit.details == {"id": "INC-17", "date": "2026-09-06"}
    assert "INC-17.md" not in {
        found.path for found in await library.search("connection pool", kind="document")
    }


async def test_only_what_changed_is_read_again(library: Library, folder: Path) -> None:
    first = await library.ingest(folder)
    assert (first.added, first.unchanged, first.skipped) == (3, 0, ())
    again = await library.ingest(folder)
    assert (again.added, again.changed, again.unchanged, again.chunks) == (0, 0, 3, 0)
    (folder / "runbooks/DiskFilling.md").write_text("# Disk\n\nNow about purple elephants.\n", "utf-8")
    (folder / "postmortems/INC-17.md").unlink()
    third = await library.ingest(folder)
    assert (third.changed, third.unchanged, third.deleted) == (1, 1, 1)
    texts = [hit.text for hit in await library.search("purple elephants volume", k=20)]
    assert any("purple elephants" in text for text in texts)
    assert not any("Grow the volume" in text or "connection pool" in text for text in texts)


async def test_a_new_address_reaches_the_links(library: Library, folder: Path) -> None:
    await library.ingest(folder, "https://old.example")
    assert (await library.ingest(folder, "https://new.example")).changed == 3
    assert all((hit.url or "").startswith("https://new.") for hit in await library.search("volume"))


async def test_what_is_not_markdown_text_is_skipped_with_the_reason(library: Library, folder: Path) -> None:
    (folder / "binary.md").write_bytes(b"\x89PNG\r\n\x00\x01\x02" * 50)
    (folder / "latin.md").write_bytes("# Größe\n".encode("latin-1"))
    (folder / "huge.md").write_text("# Huge\n" + "x " * 600_000, "utf-8")
    (folder / "empty.md").write_text(" \n", "utf-8")
    (folder / "bare.md").write_text("---\ntitle: Bare\n---\n# Bare\n", "utf-8")
    (folder / "gone.md").symlink_to(folder / "nowhere.md")
    (folder / "broken.md").write_text("---\ntitle: [\n---\n# Broken matter\n\nStill text.\n", "utf-8")
    (folder / "wide.md").write_text("# Wide\n\nUTF-16 text.\n", "utf-16")
    (folder / ".git").mkdir()
    (folder / ".git/notes.md").write_text("# Not for reading\n", "utf-8")
    report = await library.ingest(folder)
    assert {item.path: item.reason for item in report.skipped} == {
        "binary.md": "it is a binary file",
        "latin.md": "it is not UTF-8 text (byte 4); it may be Latin-1 or Windows-1252. Save it as UTF-8",
        "huge.md": "it has 1.2 MB, and Markdown is read up to 1 MB. Split it into pages",
        "empty.md": "it is empty",
        "bare.md": "it has only a title",
        "gone.md": "it is a link to a file that is not there",
    }
    assert report.added == 5


async def test_a_file_that_became_unreadable_is_forgotten(library: Library, folder: Path) -> None:
    await library.ingest(folder)
    (folder / "runbooks/DiskFilling.md").write_bytes(b"\x00\xff")
    report = await library.ingest(folder)
    assert (report.deleted, len(report.skipped)) == (1, 1)


async def test_the_date_is_that_of_the_last_commit(library: Library, folder: Path) -> None:
    def git(*arguments: str) -> None:
        environment = {
            **os.environ,
            "GIT_COMMITTER_DATE": "2026-03-04T10:00:00Z",
            "GIT_AUTHOR_DATE": "2026-03-04T10:00:00Z",
        }
        command = ["git", "-c", "user.name=Tom", "-c", "user.email=tom@example.com", *arguments]
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "pages")
    await library.ingest(folder / "runbooks")
    assert {hit.date for hit in await library.search("volume")} == {"2026-03-04"}


async def test_progress_is_told_for_every_file_in_order(library: Library, folder: Path) -> None:
    steps: list[Progress] = []
    await library.ingest(folder, progress=steps.append)
    assert [(step.done, step.total) for step in steps] == [(1, 3), (2, 3), (3, 3)]


async def test_the_loop_stays_free_while_reading(library: Library, folder: Path) -> None:
    task = asyncio.ensure_future(library.ingest(folder))
    turns = 0
    while not task.done():
        await asyncio.wait([task], timeout=0.01)
        turns += 1
    assert turns > 3


async def test_a_folder_that_is_not_there_forgets_nothing(library: Library, folder: Path) -> None:
    await library.ingest(folder)
    count = await library.count()
    os.rename(folder, folder.with_name("moved"))  # noqa: PTH104 - pathlib's own is refused in async code
    with pytest.raises(KnowledgeError, match="no folder"):
        await library.ingest(folder)
    assert await library.count() == count


async def test_a_page_can_be_read_whole(library: Library, folder: Path) -> None:
    await library.ingest(folder)
    page = await library.read("KubePodCrashLooping")
    assert page is not None
    assert page.text.startswith("# Crash loops\n\nA pod keeps restarting.\n\n## Find out why\n")
    assert (await library.read("inc-17")) == (await library.read("postmortems/INC-17.md"))
    assert await library.read("nothing/like/this.md") is None


async def test_nothing_is_found_in_an_empty_library_or_for_an_empty_question(
    library: Library, folder: Path
) -> None:
    assert (await library.search("anything")).nothing
    await library.ingest(folder)
    assert (await library.search("   ")).nothing
    assert (await library.search("x" * 50_000)).nothing


async def test_what_was_read_is_there_after_a_restart(tmp_path: Path, folder: Path) -> None:
    settings = KnowledgeSettings(home=tmp_path / "home")
    before = Library.open(settings)
    await before.ingest(folder)
    await before.close()
    after = Library.open(settings)
    assert (await after.search("KubePodCrashLooping"))[0].title == "Crash loops"
    await after.close()


async def test_a_closed_library_opens_again(library: Library, folder: Path) -> None:
    await library.ingest(folder)
    await library.close()
    assert (await library.search("KubePodCrashLooping"))[0].title == "Crash loops"


async def test_a_chroma_server_that_is_down_is_said_plainly(
    tmp_path: Path, database: Database, library: Library, folder: Path
) -> None:
    await library.ingest(folder)
    settings = KnowledgeSettings(home=tmp_path, chroma_url="http://127.0.0.1:9")
    library = Library.open(settings, database)
    with pytest.raises(KnowledgeError, match="CHROMA_URL"):
        await library.search("anything")


def test_folders_are_read_from_paths_or_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNOWLEDGE_FOLDERS", "docs, handbook/runbooks")
    assert [str(item.path) for item in KnowledgeSettings().knowledge_folders] == ["docs", "handbook/runbooks"]
    monkeypatch.setenv("KNOWLEDGE_FOLDERS", '[{"path": "pm", "url": "https://x", "kind": "incident"}]')
    assert KnowledgeSettings().knowledge_folders[0].kind == "incident"
