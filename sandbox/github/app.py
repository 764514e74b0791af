"""The application: the API under its path, pages and clones beside it."""

from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web

from sandbox.company import Company
from sandbox.github.api import ROUTES
from sandbox.github.api.actions import LOG_PATH, stored_log
from sandbox.github.api.repositories import ARCHIVE_PATH, stored_archive
from sandbox.github.errors import GitHubError
from sandbox.github.forge import FORGE, Forge
from sandbox.github.graphql import GRAPHQL_PATH, graphql
from sandbox.github.guard import RATE, RateLimit, guard
from sandbox.github.links import API_PATH
from sandbox.github.transfer import routes as transfer_routes
from sandbox.github.web.pages import missing
from sandbox.github.web.pages import routes as page_routes
from sandbox.github.webhooks import OUTBOX, Outbox, hook_for_all
from sandbox.threads import in_thread

__all__ = ["API_PATH", "create_app"]

LARGEST_PUSH = 100_000_000  # bytes of one request


def create_app(
    company: Company,
    *,
    jenkins_url: str | None = None,
    rate_limit: int = 5000,
    webhook: tuple[str, str] | None = None,
    app_contents: str = "write",
    app_key: str | None = None,
) -> web.Application:
    """Make the stand-in for GitHub.

    Args:
        company: whose repositories are served.
        jenkins_url: where the company's Jenkins stands, for the links of commit statuses.
        rate_limit: how many requests an hour the API answers.
        webhook: where a hook of the organization sends all events, and its secret; more by the API of hooks.
        app_contents: what the app may do with the contents of repositories: "read" or "write". Only with
            "write" does GitHub let it resolve threads.
        app_key: the public half (PEM) of the key that the app signs with, where it asks for tokens itself.
    """
    api = web.Application(middlewares=[guard])
    api[RATE] = RateLimit(rate_limit)
    for routes in ROUTES:
        api.add_routes(routes)
    app = web.Application(middlewares=[_friendly], client_max_size=LARGEST_PUSH)
    app.router.add_post(GRAPHQL_PATH, graphql)
    app[RATE] = api[RATE]
    app.add_subapp(API_PATH, api)
    app.router.add_get(LOG_PATH, stored_log)
    app.router.add_get(ARCHIVE_PATH.replace("{sha}", "{sha:[0-9a-f]{40}}"), stored_archive)
    app.add_routes(transfer_routes)
    app.add_routes(page_routes)

    app[OUTBOX] = Outbox()

    async def running(app: web.Application) -> AsyncIterator[None]:
        app[FORGE] = await in_thread(Forge, company, jenkins_url)
        app[FORGE].app_contents = app_contents
        app[FORGE].app_key = app_key
        if webhook is not None:
            app[OUTBOX].hooks.append(hook_for_all(app[OUTBOX].next_id(), *webhook))
        yield
        await app[OUTBOX].close()
        app[FORGE].close()

    app.cleanup_ctx.append(running)
    return app


@web.middleware
async def _friendly(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Outside the API, what is not there gets a page that a person can read."""
    try:
        return await handler(request)
    except (GitHubError, web.HTTPNotFound) as error:
        status = error.status if isinstance(error, GitHubError) else 404
        return missing(status)
