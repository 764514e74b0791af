"""What every request to the API passes: the token, the rate limit, errors as GitHub words them, and ETags."""

import hashlib
import re
import time
from collections.abc import Awaitable, Callable
from uuid import uuid4

from aiohttp import web

from sandbox.github.app_signature import AS_APP, check_signature
from sandbox.github.errors import GitHubError, not_found
from sandbox.github.forge import APP_LOGIN, LOGIN, forge_of
from sandbox.github.git import GitError
from sandbox.github.links import API_PATH
from sandbox.github.paging import reply

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HOUR = 3600
# GitHub offers no permission for checks to these tokens: github.com/github/rest-api-description/issues/4290
FINE_GRAINED = "github_pat_"
_CHECKS = re.compile(r"/check-(runs|suites)(/|$)")


class RateLimit:
    """So many requests an hour; answers of 304 are free."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.used = 0
        self.resets_at = int(time.time()) + HOUR

    def renew(self) -> None:
        """Begin a new hour when the last one is over."""
        if time.time() >= self.resets_at:
            self.used, self.resets_at = 0, int(time.time()) + HOUR

    @property
    def remaining(self) -> int:
        """Requests left in this hour."""
        return max(self.limit - self.used, 0)

    def headers(self) -> dict[str, str]:
        """What GitHub says about the limit in every answer."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Used": str(self.used),
            "X-RateLimit-Reset": str(self.resets_at),
            "X-RateLimit-Resource": "core",
        }


RATE: web.AppKey[RateLimit] = web.AppKey("rate", RateLimit)


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Check the caller, answer errors as GitHub does, and add GitHub's headers."""
    limit = request.app[RATE]
    limit.renew()
    try:
        response = await _admitted(request, handler, limit)
    except GitHubError as error:
        response = reply(error.body, error.status)
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
        response = reply(not_found().body, 404)
    except GitError as error:
        response = reply(GitHubError(409, str(error) or "Git Repository is empty.").body, 409)
    response = _unless_unchanged(request, response, limit)
    response.headers.update(limit.headers())
    response.headers["X-GitHub-Media-Type"] = "github.v3; format=json"
    response.headers["X-GitHub-Request-Id"] = uuid4().hex[:16].upper()
    response.headers["X-OAuth-Scopes"] = "read:org, repo"
    return response


async def _admitted(request: web.Request, handler: Handler, limit: RateLimit) -> web.StreamResponse:
    if not request.headers.get("User-Agent"):
        raise GitHubError(403, "Request forbidden by administrative rules. Please add a User-Agent header.")
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if token.count(".") == 2 and kind.lower() == "bearer":
        return await _as_app(request, handler, token)
    login = forge_of(request).tokens.get(token.strip()) if kind.lower() in ("token", "bearer") else None
    if login is None:
        raise GitHubError(401, "Bad credentials" if kind else "Requires authentication")
    request[LOGIN] = login
    if token.startswith(FINE_GRAINED) and _CHECKS.search(request.path):
        raise GitHubError(403, "Resource not accessible by personal access token")
    if request.path.endswith("/rate_limit"):
        return await handler(request)
    if limit.remaining == 0:
        raise GitHubError(403, f"API rate limit exceeded for user {login}.")
    limit.used += 1
    return await handler(request)


async def _as_app(request: web.Request, handler: Handler, token: str) -> web.StreamResponse:
    """With its own signature an app sees only itself and where it is installed."""
    check_signature(request, token)
    path = request.path.removeprefix(API_PATH)
    if not path.startswith(AS_APP[0]) and not path.endswith(AS_APP[1]):
        raise GitHubError(403, "Resource not accessible by integration")
    request[LOGIN] = APP_LOGIN
    return await handler(request)


def _unless_unchanged(
    request: web.Request, response: web.StreamResponse, limit: RateLimit
) -> web.StreamResponse:
    if request.method != "GET" or response.status != 200 or not isinstance(response, web.Response):
        return response
    body = response.body if isinstance(response.body, bytes) else b""
    tag = f'W/"{hashlib.sha256(body).hexdigest()}"'
    if request.headers.get("If-None-Match") == tag:
        limit.used = max(limit.used - 1, 0)
        return web.Response(status=304, headers={"ETag": tag})
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, max-age=60, s-maxage=60"
    return response
