"""Questions as people type them, against the company's handbook and against published runbooks."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge import KnowledgeSettings, Library
from sandbox.company.documents import documents
from storage import Database
from tests.postgres import Postgres

PUBLISHED = Path(__file__).parents[3] / "shared/data/runbooks"


@pytest.fixture(scope="module")
async def handbook(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> AsyncIterator[Library]:
    folder = tmp_path_factory.mktemp("handbook")
    for page in documents(datetime(2026, 11, 22, 10, 0, tzinfo=UTC)):
        file = folder / page.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page.text, "utf-8")
    database = Database(postgres.new_database())
    library = Library.open(KnowledgeSettings(home=tmp_path_factory.mktemp("home")), database)
    await library.ingest(folder / "runbooks", "https://github.example/handbook/runbooks")
    await library.ingest(
        folder / "postmortems", "https://github.example/handbook/postmortems", kind="incident"
    )
    yield library
    await library.close()
    await database.close()


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("what do we do when KubePodCrashLooping fires?", "KubePodCrashLooping.md"),
        ("pod keeps restarting", "KubePodCrashLooping.md"),
        ("checkout is slow, what now", "CheckoutHighLatency.md"),
        ("how do I undo a deploy", "rollback-a-release.md"),
        ("somebody committed a password", "rotate-a-leaked-credential.md"),
        ("the TLS cert runs out next week", "CertificateExpiry.md"),
        ("mails are late, the queue is long", "QueueBacklog.md"),
        ("card provider does not answer", "PaymentsGatewayTimeouts.md"),
        ("postgres primary is dead", "database-failover.md"),
        ("no space left on device", "DiskFilling.md"),
        ("my shift ends monday, what must I tell the next one", "on-call-handover.md"),
    ],
)
async def test_runbooks(handbook: Library, question: str, path: str) -> None:
    hits = await handbook.search(question, kind="document")
    assert path in [hit.path for hit in hits[:2]]


@pytest.mark.parametrize(
    ("question", "incident"),
    [
        ("have we seen this before: 5xx after a deploy of checkout?", "INC-17"),
        ("customers were charged twice because the gateway was slow", "INC-23"),
        ("all cache entries expired at once", "INC-29"),
        ("customers got the same mail two times", "INC-31"),
        ("INC-29", "INC-29"),
    ],
)
async def test_past_incidents(handbook: Library, question: str, incident: str) -> None:
    hits = await handbook.search(question, kind="incident", per_page=1)
    assert hits[0].path.startswith(incident)
    assert len({hit.path for hit in hits}) == len(hits)


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published runbooks are not on this machine")
async def test_published_runbooks(library: Library) -> None:
    await library.ingest(PUBLISHED / "content/runbooks/kubernetes")
    for question in ("pod keeps restarting", "KubePodCrashLooping"):
        assert (await library.search(question))[0].path == "KubePodCrashLooping.md"
