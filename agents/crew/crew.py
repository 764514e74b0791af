"""The crew: takes an ask, gives back a grounded answer."""

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from agents.answer import Answer, Citation, Progress, UsageTotals
from agents.case import Case
from agents.commands import DISCUSS, command_in
from agents.commands import Command as Wanted
from agents.context import RunContext
from agents.crew.graph import CrewGraph
from agents.crew.outgoing import Outgoing
from agents.crew.reading import readable
from agents.crew.routing import Router
from agents.crew.specialist_run import SpecialistRun
from agents.crew.state import AskState
from agents.grounding import cited_ids, ground, sources
from agents.grounding.hosts import KnownHosts
from agents.middleware import APPROVAL
from agents.models import Models
from agents.reviewing import review_judge
from agents.routing import OfflineRouter
from agents.routing.names import SUBJECTS, find_names, home_of
from agents.routing.strangers import find_stranger
from agents.searching import search_aids
from agents.settings import AgentSettings
from agents.specialist import SpecialistId
from agents.specialists import AT_PULL_REQUESTS, SPECIALISTS
from agents.spending import Spending
from agents.waiting import WaitsForLeave
from storage import (
    Account,
    ActionStore,
    ApprovalStore,
    AskStore,
    AuditLog,
    Budgets,
    Catalog,
    Database,
    EvidenceStore,
    RepositoryEntry,
    RoleStore,
)
from storage.models import Ask, Evidence
from storage.reviews import BoardStore
from tools import TOOLS
from tools.connections import Connections
from tools.findings import Finding
from tools.gate import Gate, Subjects
from tools.leave import Leave
from tools.toolbox import Toolbox

logger = logging.getLogger(__name__)

LOCAL_REPOSITORY = "repository"
# Asks from there get a list of what a review finds below the answer.
SLACK = "slack"
# A graph step is one node of the crew or of an agent; a specialist's own limit is far below this.
RECURSION_LIMIT = 200
# Any constant that no other lock has.
CHECKPOINTS_LOCK = 7_214_003
SET_UP_PAUSE_SECONDS = 0.1
INTERRUPT = "__interrupt__"


class Crew:
    """Five specialists behind one method. Safe to use for many asks at once."""

    def __init__(
        self,
        settings: AgentSettings,
        database: Database,
        connections: Connections,
        router: OfflineRouter,
        pool: AsyncConnectionPool[AsyncConnection[DictRow]],
    ) -> None:
        self.models = Models(settings)
        self._settings = settings
        self._connections = connections
        self._pool = pool
        self._asks = AskStore(database)
        self._boards = BoardStore(database)
        self._evidence = EvidenceStore(database)
        self._audit = AuditLog(database)
        self._budgets = Budgets(database, settings.limits(), ZoneInfo(settings.budget_time_zone))
        self._subjects = Subjects(RoleStore(database))
        self.gate = Gate(connections.settings.gate_policies)
        self._leave = Leave(
            ApprovalStore(database),
            ActionStore(database),
            self._asks,
            self._audit,
            connections.settings,
            connections.catalog,
        )
        self._hosts = KnownHosts.of(connections.settings, settings.answer_link_hosts.split(","))
        self._checkpoints = AsyncPostgresSaver(pool)
        tools = {tool.name: tool for tool in TOOLS}
        runs = {
            item.id: SpecialistRun(item, self.models, settings, [tools[name] for name in item.tools])
            for item in SPECIALISTS.values()
        }
        offline = settings.model_copy(update={"model_provider": "offline"})
        commands = SpecialistRun(
            AT_PULL_REQUESTS, Models(offline), offline, [tools[name] for name in AT_PULL_REQUESTS.tools]
        )
        graph = CrewGraph(Router(router, self.models.online()), runs, commands, self.models).build()
        self._graph: CompiledStateGraph[AskState, RunContext, AskState, AskState] = graph.compile(
            checkpointer=self._checkpoints
        )

    @classmethod
    async def open(cls, settings: AgentSettings, database: Database, connections: Connections) -> Self:
        """Load the router, connect the checkpoints and build the graph."""
        router = await OfflineRouter.open(connections.catalog)
        pool: AsyncConnectionPool[AsyncConnection[DictRow]] = AsyncConnectionPool(
            database.url,
            min_size=1,
            max_size=8,
            open=False,
            timeout=10,
            # After the database was away the pool's connections are dead: it must not hand those out.
            check=AsyncConnectionPool.check_connection,
            # The saver's own requirement: each statement stands by itself.
            kwargs={"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row},
        )
        await pool.open()
        for limit in settings.limits_without_price:
            logger.warning("the limit in %s can't be kept: the model has no price", limit.name)
        crew = cls(settings, database, connections, router, pool)
        await crew._set_up()
        return crew

    async def _set_up(self) -> None:
        # The saver makes its tables as if it were alone; replicas that start together are not.
        async with self._pool.connection() as connection:
            # Trying, not waiting: a statement that waits would hold up the indexes that are being made.
            while not await _takes(connection, CHECKPOINTS_LOCK):  # noqa: ASYNC110 - others hold it
                await asyncio.sleep(SET_UP_PAUSE_SECONDS)
            try:
                await self._checkpoints.setup()
            finally:
                await connection.execute("SELECT pg_advisory_unlock(%s)", (CHECKPOINTS_LOCK,))

    async def close(self) -> None:
        """Close the connections to the model and to the checkpoints."""
        await self.models.close()
        await self._pool.close()

    async def answer(self, ask: Ask, progress: Progress) -> Answer:
        """Answer an ask, or go on with it where an earlier run was cut off or waited.

        Raises:
            WaitsForLeave: somebody has to decide first.
        """
        config: RunnableConfig = {
            "configurable": {"thread_id": str(ask.id)},
            "recursion_limit": RECURSION_LIMIT,
        }
        spending = self._spending_of(ask)
        connections = self._connections_for(ask, spending)
        context = RunContext(
            subject=await self._subjects.asker(ask),
            toolbox=Toolbox(TOOLS, connections, self._evidence, self._audit, self._leave, self.gate),
            progress=progress,
            spending=spending,
            asks=self._asks,
        )
        begun = await self._graph.aget_state(config)
        if "text" in begun.values and not begun.next:
            # The run had ended, and the process did before its answer was stored.
            return await self._assemble(ask, begun.values)
        if not begun.values:
            self._evidence.begin(ask.id)
        start: AskState | Command[Any] | None = None if begun.next else await self._start(ask)
        if begun.interrupts:
            # What was decided stands in the approvals' rows: this only says that they may be read again.
            start = Command(resume={waiting.id: True for waiting in begun.interrupts})
        # "sync": a step is on disk before the next one begins, so that no call is made a second time.
        final = await self._graph.ainvoke(start, config, context=context, durability="sync")
        if INTERRUPT in final:
            raise WaitsForLeave([UUID(waiting.value[APPROVAL]) for waiting in final[INTERRUPT]])
        return await self._assemble(ask, final)

    async def forget(self, ask_id: UUID) -> None:
        """Remove the checkpoints of an ask whose answer is stored."""
        await self._checkpoints.adelete_thread(str(ask_id))

    async def _start(self, ask: Ask) -> AskState:
        turns = await self._asks.turns_before(ask)
        earlier = tuple(f"{turn.role}: {turn.text}" for turn in turns)
        catalog = _catalog_for(ask, self._connections.catalog)
        names = find_names(ask.text, [turn.text for turn in turns], catalog, ask.created_at)
        local = _local_repository(ask)
        if local is not None and names.repository is None and names.service is None:
            names = replace(names, repository=local.name)
        command = command_in(ask.context)
        if command is not None:
            names = replace(names, repository=command.repository, pull_request=command.number)
        about = await self._talked_about(ask, catalog) if command is None else None
        home = home_of(ask.channel, catalog, ask.created_at)
        case = Case(
            ask.text, ask.created_at, names, earlier, command=command, about=about, home=home,
            repositories=tuple(entry.name for entry in catalog.repositories), boards=ask.source == SLACK,
            stranger=await asyncio.to_thread(find_stranger, ask.text, catalog),
        )  # fmt: skip
        return {"case": case.dump(), "reading": readable(case, ask.files), "reports": []}

    async def _talked_about(self, ask: Ask, catalog: Catalog) -> Wanted | None:
        """A question about the finding that the ask's thread talks about, unless it names something else."""
        if ask.channel is None or ask.thread_ts is None:
            return None
        found = await self._boards.discussed_in(ask.channel, ask.thread_ts)
        alone = find_names(ask.text, [], catalog, ask.created_at)
        if found is None or (alone.any_of(SUBJECTS) and alone.pull_request != found.pull.number):
            return None
        pull, finding = found.pull, found.finding
        return Wanted(
            DISCUSS, pull.repository, pull.number, ask.text,
            path=finding.path, line=finding.line, finding=str(finding.id),
        )  # fmt: skip

    def _spending_of(self, ask: Ask) -> Spending:
        person = self._connections.catalog.person(ask.asker)
        account = Account(ask.id, ask.asker, person.team if person is not None else None)
        return Spending(self._budgets, account, self.models)

    def _connections_for(self, ask: Ask, spending: Spending) -> Connections:
        async def read_stored(number: int) -> Evidence | None:
            return await self._evidence.numbered(ask.id, number)

        aids = search_aids(self._settings, self.models, spending)
        judge = review_judge(self._settings, self.models, spending)
        catalog = _catalog_for(ask, self._connections.catalog)
        return self._connections.for_ask(read_stored, catalog, aids, judge)

    async def _assemble(self, ask: Ask, final: dict[str, Any]) -> Answer:
        kept = await self._evidence.of_ask(ask.id)
        # The crew's own notes count steps and tokens: no evidence holds those.
        added = [turn.text for turn in await self._asks.additions(ask.id)]
        said = "\n".join([ask.text, *added, final["reading"], *final["notes"], final.get("stop", "")])
        # Evidence can be long, and other asks are waiting for the event loop.
        text, details = [
            await asyncio.to_thread(ground, final[part], sources(kept), said, ask.created_at)
            for part in ("text", "details")
        ]
        cited = set(cited_ids(f"{text.text}\n{details.text}"))
        rows = [row for row in kept if f"E{row.number}" in cited]
        outgoing = Outgoing(self._hosts, kept)
        withheld = _withheld(len({*text.withheld, *details.withheld}))
        shown, *said_too = map(outgoing.fit, (text.text, *final["notes"]))
        shown_details = outgoing.fit(details.text, aloud=False)
        notes = [*said_too, *withheld, *outgoing.notes()]
        return Answer(
            ask_id=ask.id,
            specialists=[SpecialistId(item) for item in final["specialists"]],
            text=shown,
            details=shown_details,
            citations=[_citation(row) for row in rows],
            findings=[Finding.model_validate(item) for row in rows for item in row.data.get("_findings", ())],
            notes=notes,
            usage=UsageTotals.of(await self._asks.usage_of(ask.id)),
            seconds_to_first_sign=_seconds(ask.created_at, ask.first_sign_at),
            seconds_to_answer=_seconds(ask.created_at, datetime.now(UTC)),
        )


async def _takes(connection: AsyncConnection[DictRow], lock: int) -> bool:
    cursor = await connection.execute("SELECT pg_try_advisory_lock(%s) AS taken", (lock,))
    row = await cursor.fetchone()
    return bool(row and row["taken"])


def _catalog_for(ask: Ask, catalog: Catalog) -> Catalog:
    local = _local_repository(ask)
    return catalog if local is None else catalog.with_repository(local)


def _local_repository(ask: Ask) -> RepositoryEntry | None:
    """The repository on this machine that the ask is about, if it brought one."""
    path = ask.context.get(LOCAL_REPOSITORY)
    if path is None:
        return None
    return RepositoryEntry(name=Path(path).name, provider="git", path=Path(path))


def _citation(row: Evidence) -> Citation:
    return Citation(
        id=f"E{row.number}",
        tool=row.tool,
        source=row.source,
        title=row.title,
        url=row.url,
        at=row.created_at,
    )


def _withheld(count: int) -> list[str]:
    if count == 0:
        return []
    return [f"{count} {'number was' if count == 1 else 'numbers were'} withheld: no evidence holds them."]


def _seconds(start: datetime, end: datetime | None) -> float | None:
    return None if end is None else round((end - start).total_seconds(), 3)
