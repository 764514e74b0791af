"""`/deck knowledge`: the sources of documents, who may change them, and what is pinned as one of them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from sandbox.slack import Member
from sandbox.slack.wire import Json
from storage.knowledge import Filters, SourceStore
from storage.models import AuditEntry, KnowledgeSource, Organization, Role
from tests.bot.reading import words
from tests.bot.scene import BOT, Scene

CHANNEL, ELSEWHERE = "C0PAYMENTS", "C0PLATFORM"
PINS = f"pins of {CHANNEL}"


def chosen(view: Json, name: str, value: str) -> Json:
    """What choosing an option of a modal's element sends."""
    (element,) = [one["element"] for one in view["blocks"] if one.get("block_id") == name]
    (option,) = [one for one in element["options"] if one["value"] == value]
    return {"type": element["type"], "selected_option": option}


async def run(member: Member, text: str = "", channel: str = CHANNEL) -> Json:
    """What `/deck knowledge …` says."""
    seen = len(member.events)
    await member.command(channel, "/deck", f"knowledge {text}".strip())
    message: Json = (await member.wait_for_event("ephemeral", since=seen))["message"]
    return message


async def add(member: Member, kind: str, who: str, place: str = "", channel: str = CHANNEL) -> dict[str, str]:
    """Add a source by the modal; what was wrong with it."""
    seen = len(member.events)
    listed = await run(member, channel=channel)
    await member.press({**listed, "channel": channel}, "add_source")
    modal = (await member.wait_for_event("view_opened", since=seen))["view"]
    values: dict[str, Json] = {"kind": chosen(modal, "kind", kind), "who": chosen(modal, "who", who)}
    values |= {"place": {"type": "plain_text_input", "value": place}} if place else {}
    return await member.submit(modal, values)


async def sources(scene: Scene) -> list[KnowledgeSource]:
    return list(await SourceStore(scene.deck.database).all())


async def give(scene: Scene, person: str, role: str) -> None:
    async with scene.deck.database.session() as session:
        organization = (await session.execute(select(Organization.id))).scalars().first()
        if organization is None:
            added = Organization(name="Larkfield")
            session.add(added)
            await session.flush()
            organization = added.id
        session.add(
            Role(
                organization_id=organization,
                member=person,
                role=role,
                service="",
                environment="",
                source="test",
            )
        )


def shows(text: str, event: Json) -> bool:
    return text in str((event.get("message") or {}).get("blocks"))


async def until(look: Callable[[], Awaitable[Any]]) -> Any:
    async with asyncio.timeout(20):
        while not (seen := await look()):
            pass
        return seen


async def test_whoever_is_in_a_channel_adds_its_pins_for_it(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, "The gateway takes 40 requests a second, no more.")
    await maya.pin(CHANNEL, ts)
    await maya.bookmark(CHANNEL, "Payments dashboard", "https://grafana.example/d/payments")
    assert await add(maya, "slack", "channel") == {}

    async def read() -> Any:
        found = await scene.deck.connections.library.search(
            "how many requests does the gateway take?", filters=Filters(channel=CHANNEL)
        )
        return list(found)

    (hit, *_) = await until(read)
    assert "40 requests a second" in hit.text
    library = scene.deck.connections.library
    assert not await library.search("how many requests does the gateway take?", filters=Filters())
    (found, *_) = await library.search("payments dashboard", filters=Filters(channel=CHANNEL))
    assert "https://grafana.example/d/payments" in found.text


async def test_a_new_pin_is_read_at_once(scene: Scene) -> None:
    await give(scene, "U0MAYA", "admin")
    maya = await scene.member()
    assert await add(maya, "slack", "everyone") == {}

    async def was_read() -> Any:
        (source,) = await sources(scene)
        return source.read_at

    await until(was_read)
    ts = await maya.post(CHANNEL, "The gateway takes 40 requests a second, no more.")
    await maya.pin(CHANNEL, ts)

    async def pages() -> Any:
        contents = await SourceStore(scene.deck.database).contents()
        return [one.pages for one in contents.values()] == [1]

    await until(pages)
    await maya.pin(CHANNEL, ts, remove=True)

    async def empty() -> Any:
        return not await SourceStore(scene.deck.database).contents()

    await until(empty)


@pytest.mark.parametrize(("role", "allowed"), [("knowledge-editor", True), ("admin", True), ("sre", False)])
async def test_sources_for_everyone_are_for_editors(scene: Scene, role: str, allowed: bool) -> None:
    await give(scene, "U0MAYA", role)
    maya = await scene.member()
    wrong = await add(maya, "slack", "everyone")
    assert bool(await sources(scene)) is allowed
    if not allowed:
        assert "admin or knowledge-editor" in wrong["place"]
    async with scene.deck.database.session() as session:
        query = select(AuditEntry).where(AuditEntry.subject == "add_source", AuditEntry.action == "decision")
        (entry,) = (await session.execute(query)).scalars()
    assert (entry.actor, entry.data["verdict"]) == ("U0MAYA", "allow" if allowed else "deny")


@pytest.mark.parametrize("guest", [True, False])
async def test_guests_and_shared_channels_add_nothing(scene: Scene, guest: bool) -> None:
    if guest:
        users = scene.slack.workspace.users
        users["U0MAYA"] = replace(users["U0MAYA"], guest=True)
    else:
        scene.slack.workspace.channels[CHANNEL].ext_shared = True
    wrong = await add(await scene.member(), "slack", "channel")
    assert wrong["place"]
    assert await sources(scene) == []


@pytest.mark.parametrize(
    ("kind", "place", "says"),
    [
        ("repository", "handbook", "owner/name"),
        ("repository", "", "owner/name"),
        ("urls", "wiki", "https://"),
        ("urls", "https://user:secret@wiki.example/", "may not hold a user or a password"),
        ("urls", "https://wiki.example/?key=ghp_" + "a1B2" * 9, "holds a secret"),
        ("urls", "https://wiki.example/ ftp://wiki.example/x", "no address of a page"),
        ("repository", "../handbook", "owner/name"),
        ("repository", "https://wiki.example/handbook", "owner/name"),
    ],
)
async def test_a_place_that_is_none_is_explained(scene: Scene, kind: str, place: str, says: str) -> None:
    await give(scene, "U0MAYA", "admin")
    wrong = await add(await scene.member(), kind, "everyone", place)
    assert says in wrong["place"]
    assert await sources(scene) == []


@pytest.mark.parametrize(
    ("place", "path", "branch"),
    [
        ("larkfield/handbook", "", None),
        ("larkfield/handbook:runbooks/", "runbooks", None),
        ("https://github.com/larkfield/handbook/tree/main/runbooks", "runbooks", "main"),
    ],
)
async def test_a_repository_is_named_or_linked(
    scene: Scene, place: str, path: str, branch: str | None
) -> None:
    await give(scene, "U0MAYA", "admin")
    assert await add(await scene.member(), "repository", "everyone", place) == {}
    (source,) = await sources(scene)
    assert source.location == {"repository": "larkfield/handbook", "path": path, "branch": branch}


async def test_a_source_is_paused_resumed_and_removed_by_its_menu(scene: Scene) -> None:
    maya = await scene.member()
    await add(maya, "slack", "channel")
    name = f"{PINS} for {CHANNEL}"
    for word, state in (("pause", "paused"), ("resume", "read"), ("remove", None)):
        seen = len(maya.events)
        listed = await run(maya)
        (menu,) = [one["accessory"] for one in listed["blocks"] if one.get("accessory")]
        (option,) = [one for one in menu["options"] if one["value"] == f"{word}:{name}"]
        await maya.press({**listed, "channel": CHANNEL}, "change_source", selected_option=option)

        async def stands(state: str | None = state) -> Any:
            found = await sources(scene)
            return (
                not found
                if state is None
                else [one.state for one in found] == ["paused" if state == "paused" else "active"]
            )

        await until(stands)
        assert seen


async def test_another_channels_source_is_neither_seen_nor_changed(scene: Scene) -> None:
    maya = await scene.member()
    await add(maya, "slack", "channel")
    assert f"<#{CHANNEL}>" in words(await run(maya))
    assert "I have read nothing yet" in words(await run(maya, channel=ELSEWHERE))
    said = await run(maya, f"remove {PINS} for {CHANNEL}", channel=ELSEWHERE)
    assert "There is no source" in said["text"]
    assert len(await sources(scene)) == 1


async def test_the_same_source_is_added_once(scene: Scene) -> None:
    maya = await scene.member()
    await add(maya, "slack", "channel")
    assert "already" in (await add(maya, "slack", "channel"))["place"]


async def test_by_words_too(scene: Scene) -> None:
    maya = await scene.member()
    await add(maya, "slack", "channel")
    assert "Paused" in (await run(maya, "pause pins"))["text"]
    assert [one.state for one in await sources(scene)] == ["paused"]
    seen = len(maya.events)
    await maya.command(CHANNEL, "/deck", "knowledge add larkfield/handbook")
    modal = (await maya.wait_for_event("view_opened", since=seen))["view"]
    assert "larkfield/handbook" in str(modal["blocks"])


async def test_a_search_shows_what_may_be_seen_here(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, "The gateway takes 40 requests a second, no more.")
    await maya.pin(CHANNEL, ts)
    await add(maya, "slack", "channel")

    async def contents() -> Any:
        return await SourceStore(scene.deck.database).contents()

    await until(contents)
    asked = "search how many requests does the gateway take?"
    for channel, shown in ((CHANNEL, "40 requests a second"), (ELSEWHERE, "I found nothing")):
        seen = len(maya.events)
        await maya.command(channel, "/deck", f"knowledge {asked}")
        event = await maya.wait_for(partial(shows, shown), since=seen)
        assert event["type"] == "ephemeral"


async def test_in_a_direct_message_there_is_no_channel_to_keep_for(scene: Scene) -> None:
    maya = await scene.member()
    private = await maya.im(BOT)
    seen = len(maya.events)
    await maya.command(private, "/deck", "knowledge add")
    modal = (await maya.wait_for_event("view_opened", since=seen))["view"]
    assert "Only asks from this channel" not in words(modal)
