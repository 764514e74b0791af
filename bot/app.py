"""The Slack app: its client, its listeners, and the connection to Slack, by Socket Mode or by HTTP."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from agents.routing.additions import Additions
from bot.approvals import Cards, Deciders, Presses
from bot.approvals.presses import SubjectOf
from bot.desk import Desk
from bot.examples import examples
from bot.feedback import FeedbackStore
from bot.files import Files
from bot.github import Reception, github_routes
from bot.github.people import People
from bot.intake import Intake
from bot.keeping import Jobs, Keeper, Permission, PinReader, Sources
from bot.keeping.jobs import FORGET_THREAD, KEEP_ANSWER, REMEMBER_THREAD, SEARCH_DOCUMENTS
from bot.listeners import register
from bot.observability.jobs import watched_ask
from bot.observability.readiness import Check, at_most_every
from bot.observability.slack import WatchedClient
from bot.payloads import Payloads
from bot.replies import Reply
from bot.replies.github import GitHubReply
from bot.replies.slack import SlackReply
from bot.reviews import Boards, ReviewPresses, VisibleReviews
from bot.reviews.picture import Pictures
from bot.runner import Runner
from bot.server import serve, slack_routes
from bot.service import Deck
from bot.settings import Settings
from bot.signs import Signs
from bot.slack_retries import retry_handlers
from bot.socket_mode import socket_mode
from bot.standing import Standing, WithStanding
from bot.systems import systems
from bot.upkeep import keep_house
from storage import DELIVER_ASK, RESUME_ASK, RUN_ASK, AuditLog, DatabaseUnavailableError, RoleStore
from storage.approvals import SAY_ESCALATED
from storage.knowledge.gaps import GapStore
from storage.models import Ask
from storage.reviews import BoardStore
from tools.gate import Kind, Subject, Subjects

log = structlog.get_logger(__name__)

CALL_SECONDS = 15
GITHUB = "github"
MALFORMED = (LookupError, TypeError, ValueError, AttributeError)
SLACK_CHECK_SECONDS = 60


@asynccontextmanager
async def slack_bot(deck: Deck) -> AsyncIterator[str]:
    """Take asks in and work on them in this process, until the end of the block.

    Yields:
        Where the bot can be reached.
    """
    async with slack_worker(deck), slack_edge(deck) as address:
        yield address


@asynccontextmanager
async def slack_edge(deck: Deck) -> AsyncIterator[str]:
    """Take asks in until the end of the block.

    Yields:
        Where the bot can be reached.

    Raises:
        SettingsError: a setting that Slack needs is missing.
        SlackApiError: Slack does not accept the bot's token.
    """
    settings = deck.settings
    settings.need_slack()
    async with slack_client(deck) as client, Signs() as signs:
        me = await client.auth_test()
        app = build_app(settings, client)
        register(app, _desk(deck, client, me["user_id"], me["url"], signs))
        async with _ways_in(deck, app) as address:
            yield address


@asynccontextmanager
async def _ways_in(deck: Deck, app: AsyncApp) -> AsyncIterator[str]:
    """Listen for requests, where somebody sends any, and connect to Slack where it sends none."""
    settings, routes = deck.settings, []
    if settings.slack_mode == "http":
        routes += slack_routes(app)
    if settings.github_webhook_secret is not None:
        intake = Intake(deck.asks, deck.metrics, Additions(deck.catalog).adds)
        reception = Reception(intake, deck.asks, People(deck.catalog, deck.database), deck.catalog)
        routes += github_routes(reception, settings.github_webhook_secret.get_secret_value())
    async with AsyncExitStack() as stack:
        address = ""
        if routes:
            address = await stack.enter_async_context(
                serve(routes, deck.readiness, settings.host, settings.port)
            )
        if settings.slack_mode != "http":
            token = settings.slack_app_token
            connected = socket_mode(app, token.get_secret_value() if token else "", deck.readiness)
            told = await stack.enter_async_context(connected)
            address = address or told
        yield address


@asynccontextmanager
async def slack_worker(deck: Deck, reply: type[SlackReply] = SlackReply) -> AsyncIterator[None]:
    """Work on asks, here or beside other processes that do so; the queue's end is this work's end."""
    if deck.crew is None:
        raise ValueError("a deck without a crew can't work on asks")
    async with slack_client(deck) as client:
        deck.readiness.add("slack", at_most_every(SLACK_CHECK_SECONDS, _accepted_by(client)))
        files = Files(client.token or "", client.base_url)
        cards = _cards(deck, client)
        crew = WithStanding(deck.crew, Standing(client, RoleStore(deck.database)), deck.asks)
        runner = Runner(
            deck.asks,
            deck.evidence,
            crew,
            _reply_to(deck, client, reply),
            files,
            cards,
            _boards(deck, client),
        )
        for job in (RUN_ASK, RESUME_ASK, DELIVER_ASK):
            run = watched_ask(runner.run_ask, deck.asks, deck.metrics)
            deck.queue.register(job, run, counts_tries=True)
        deck.queue.register(SAY_ESCALATED, cards.escalated)
        _register_keeping(deck, client)
        keep_house(deck, client)
        deck.queue.start_worker()
        yield


def build_app(settings: Settings, client: AsyncWebClient) -> AsyncApp:
    """A Bolt app without listeners.

    It acknowledges after a listener has run: what Slack is told it need not send again is in the database.
    """
    secret = settings.slack_signing_secret
    app = AsyncApp(
        name="quarterdeck",
        client=client,
        signing_secret=secret.get_secret_value() if secret else "",
        process_before_response=True,
        request_verification_enabled=settings.slack_mode == "http",
    )
    app.error(_not_acknowledged)
    return app


async def _not_acknowledged(error: Exception) -> BoltResponse:
    # Anything but 200, or nothing in Socket Mode: Slack will deliver again.
    if isinstance(error, DatabaseUnavailableError):
        log.error("not acknowledged", reason=str(error))
        return BoltResponse(status=503)
    log.error("listener failed", exc_info=error)
    # What lacks a field that Slack always sends, or has it in another type, was not made by Slack.
    return BoltResponse(status=400 if isinstance(error, MALFORMED) else 503)


@asynccontextmanager
async def slack_client(deck: Deck) -> AsyncIterator[AsyncWebClient]:
    settings = deck.settings
    timeout = aiohttp.ClientTimeout(total=CALL_SECONDS)
    token = settings.slack_bot_token
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield WatchedClient(
            deck.metrics,
            token=token.get_secret_value() if token else None,
            base_url=settings.slack_api_url,
            timeout=CALL_SECONDS,
            session=session,
            retry_handlers=retry_handlers(),
        )


def _accepted_by(client: AsyncWebClient) -> Check:
    async def check() -> None:
        await client.auth_test()

    return check


def _desk(deck: Deck, client: AsyncWebClient, bot_user: str, workspace_url: str, signs: Signs) -> Desk:
    jobs = Jobs(deck.database, deck.queue)
    intake = Intake(deck.asks, deck.metrics, Additions(deck.catalog).adds)
    return Desk(
        payloads=Payloads(bot_user, deck.name_of),
        intake=intake,
        signs=signs,
        asks=deck.asks,
        evidence=deck.evidence,
        feedback=FeedbackStore(deck.database, jobs),
        gaps=GapStore(deck.database),
        jobs=jobs,
        sources=Sources(
            deck.database,
            deck.documents,
            _permission(deck, client),
            AuditLog(deck.database),
            deck.settings.github_url,
        ),
        project=deck.catalog.project,
        presses=Presses(deck.approvals, deck.asks, deck.connections, deck.gate, _subject_of(deck, client)),
        cards=_cards(deck, client),
        reviews=_review_presses(deck, client, intake),
        boards=_boards(deck, client),
        visible_reviews=VisibleReviews(
            client, BoardStore(deck.database), _pictures(deck), _permission(deck, client)
        ),
        systems=tuple(systems(deck.settings)),
        examples=examples(deck.catalog),
        workspace_url=workspace_url,
    )


def _register_keeping(deck: Deck, client: AsyncWebClient) -> None:
    keeper = Keeper(
        client,
        deck.connections.library,
        deck.database,
        deck.asks,
        FeedbackStore(deck.database),
        _permission(deck, client),
        AuditLog(deck.database),
        deck.catalog,
    )
    deck.connections.library.readers["slack"] = lambda source: PinReader(client, source, deck.name_of)
    deck.queue.register(SEARCH_DOCUMENTS, keeper.search)
    deck.queue.register(REMEMBER_THREAD, keeper.remember_thread)
    deck.queue.register(FORGET_THREAD, keeper.forget_thread)
    deck.queue.register(KEEP_ANSWER, keeper.keep_answer)


def _permission(deck: Deck, client: AsyncWebClient) -> Permission:
    roles = RoleStore(deck.database)
    people = Standing(client, roles)
    return Permission(deck.gate, deck.connections, Subjects(roles), people, AuditLog(deck.database))


def _cards(deck: Deck, client: AsyncWebClient) -> Cards:
    roles = RoleStore(deck.database)
    deciders = Deciders(deck.asks, roles, Standing(client, roles).people_of, deck.gate, deck.connections)
    return Cards(client, deck.approvals, deck.asks, deck.evidence, deciders)


def _boards(deck: Deck, client: AsyncWebClient) -> Boards:
    return Boards(client, deck.connections.reviews, BoardStore(deck.database), _pictures(deck))


def _pictures(deck: Deck) -> Pictures:
    return Pictures(deck.connections.reviews, BoardStore(deck.database), deck.asks, deck.connections)


def _review_presses(deck: Deck, client: AsyncWebClient, intake: Intake) -> ReviewPresses:
    return ReviewPresses(
        client,
        deck.connections.reviews,
        BoardStore(deck.database),
        _pictures(deck),
        _permission(deck, client),
        intake,
    )


def _subject_of(deck: Deck, client: AsyncWebClient) -> SubjectOf:
    standing = Standing(client, RoleStore(deck.database))

    async def subject_of(person: str, ask: Ask) -> Subject:
        # A guest or a program may press a button that it sees; Slack says who is one.
        kind = Kind(await standing.kind_of(person, ask.team))
        return await deck.subject_of(person, ask, kind, await standing.groups_of(person))

    return subject_of


def _reply_to(deck: Deck, client: AsyncWebClient, reply: type[SlackReply]) -> Callable[[Ask], Reply]:
    def reply_to(ask: Ask) -> Reply:
        if ask.source == GITHUB:
            return GitHubReply(lambda: deck.connections.github, ask)
        return reply(client, deck.database, deck.asks, ask)

    return reply_to
