"""Whether it happened before: what is the same, what is different, what fixed it, and how sure it is."""

from pathlib import Path
from uuid import uuid4

import pytest

from knowledge import Library
from knowledge.incidents import Sureness
from knowledge.sources import FolderReader
from storage import Catalog, Database
from storage.knowledge import NewSource, SourceStore
from tools.connections import Connections
from tools.documents import find_past_incidents, read_document
from tools.gate import Place, Subject
from tools.settings import ToolSettings

OURS, THEIRS = "C0PRIVATE", "C0GENERAL"


async def test_what_is_known_now_makes_it_likely_and_is_given_as_reason(connections: Connections) -> None:
    result = await find_past_incidents.function(
        connections,
        "have we seen this before?",
        "checkout",
        alerts=["CheckoutHighLatency"],
        changes=["deploy of 1.7.3"],
        observed=["5xx errors"],
    )
    best = result.incidents[0]
    assert (best.id, best.sureness) == ("INC-17", Sureness.LIKELY)
    assert best.same[:2] == ["same service (checkout)", "same alert (CheckoutHighLatency)"]
    assert "also after a deploy" in best.same
    assert best.different == []
    assert "the same: same service (checkout), same alert (CheckoutHighLatency)" in result.content()
    assert result.title().startswith("INC-17: Checkout 5xx after deploy 1.5.2")
    assert result.title().split("; ")[1].startswith("likely")


async def test_what_is_different_is_given_too(connections: Connections) -> None:
    result = await find_past_incidents.function(
        connections, "customers got the same mail twice", "checkout", alerts=[], changes=[]
    )
    best = result.incidents[0]
    assert best.id == "INC-31"
    assert "another service (then notifications, now checkout)" in best.different
    assert "its alert (QueueBacklog) does not fire now" in best.different
    assert best.sureness is not Sureness.LIKELY
    assert "different: another service" in result.content()


@pytest.mark.parametrize("name", ["INC-17", "INC-23", "INC-29", "INC-31"])
async def test_what_fixed_it_is_quoted_from_the_page(connections: Connections, name: str) -> None:
    result = await find_past_incidents.function(connections, f"what happened in {name}?")
    (found,) = result.incidents
    page = await read_document.function(connections, name)
    assert found.sureness is Sureness.NAMED
    assert found.fix is not None
    written = " ".join(page.text.replace("|", " ").split())
    assert found.fix in written
    assert found.url is not None
    assert "/postmortems/INC-" in found.url


async def test_incidents_of_a_service_are_listed_the_latest_first(connections: Connections) -> None:
    result = await find_past_incidents.function(
        connections, "past incidents of checkout", "checkout", limit=9
    )
    assert [one.id for one in result.incidents] == ["INC-23", "INC-17"]
    assert {one.sureness for one in result.incidents} == {Sureness.NAMED}


@pytest.mark.parametrize(
    ("description", "service"),
    [
        ("have we seen this before: prices are in the wrong currency", None),
        ("refunds are rounded to the wrong cent, did we have that before?", "payments"),
        ("air conditioning of the server room failed, have we had that?", None),
        ("have we seen this before?", None),
        ("past incidents of storefront-next", "storefront-next"),
    ],
)
async def test_nothing_like_it_is_said(
    connections: Connections, description: str, service: str | None
) -> None:
    result = await find_past_incidents.function(connections, description, service)
    assert result.incidents == []
    assert result.content() == f"No past incident is like “{description}”."


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        (Subject("U0OTTO", uuid4(), OURS), ["INC-8"]),
        (Subject("U0OTTO", uuid4(), THEIRS), []),
        (Subject("U0OTTO", uuid4(), OURS, Place.DM), []),
    ],
)
async def test_an_incident_of_a_private_channel_is_found_there_only(
    tmp_path: Path, library: Library, database: Database, subject: Subject, found: list[str]
) -> None:
    (tmp_path / "INC-8.md").write_text(
        "# The vault was open\n\nThe door of the vault stayed open.\n", "utf-8"
    )
    source = await SourceStore(database).put(
        NewSource(
            "vault",
            "folder",
            {"folder": str(tmp_path)},
            "U0",
            page_kind="incident",
            audience={"kind": "channels", "names": [OURS]},
        )
    )
    await library.read_source(source, FolderReader(tmp_path, None))
    connections = Connections(ToolSettings(), Catalog(), library)
    there = await find_past_incidents.function(
        connections.for_subject(Subject("U0OTTO", uuid4(), OURS)), "the vault was open"
    )
    assert [one.id for one in there.incidents] == ["INC-8"]
    # What is kept in memory from one search must not show in the next one's.
    for description in ("the vault was open", "what was INC-8?"):
        result = await find_past_incidents.function(connections.for_subject(subject), description)
        assert [one.id for one in result.incidents] == found


async def test_a_page_that_was_changed_is_compared_as_it_is_now(tmp_path: Path, library: Library) -> None:
    connections = Connections(ToolSettings(), Catalog(), library)
    page = tmp_path / "INC-9.md"
    for cause in ("the printer was out of ink", "a firewall rule blocked the mail server"):
        page.write_text(f"# Trouble\n\n## Summary\n\n{cause}.\n\n## Cause\n\n{cause}.\n", "utf-8")
        await library.ingest(tmp_path, kind="incident")
        result = await find_past_incidents.function(connections, f"was it so before: {cause}")
        assert [one.cause for one in result.incidents] == [f"{cause}."]
    page.unlink()
    await library.ingest(tmp_path, kind="incident")
    gone = await find_past_incidents.function(connections, "what was INC-9?")
    assert gone.incidents == []
