"""What GitHub's errors mean to the person who asked."""

from datetime import UTC, datetime
from typing import Any

from tools.tool import ToolError


class NotPermittedError(ToolError):
    """The token may not do this, and trying again does not help."""


def is_transient(error: BaseException) -> bool:
    """Whether another try may help: no connection, a time-out, an error of the server."""
    import requests
    from github import GithubException

    if isinstance(error, GithubException):
        return error.status >= 500
    return isinstance(error, (requests.ConnectionError, requests.Timeout))


def is_forbidden(error: BaseException) -> bool:
    """Whether the token lacks a permission; a used-up rate limit has the same status."""
    from github import GithubException, RateLimitExceededException

    if isinstance(error, RateLimitExceededException):
        return False
    return isinstance(error, GithubException) and error.status == 403


def is_gone(error: BaseException) -> bool:
    """Whether what was looked for is not there (any more): then trying again does not help."""
    from github import GithubException

    cause = error.__cause__ if isinstance(error, ToolError) else error
    # 451: closed by law.
    return isinstance(cause, GithubException) and cause.status in (404, 410, 451)


def explain(error: Exception, what: str, url: str) -> ToolError:
    """The error in plain words, and what to do about it.

    Args:
        error: what PyGithub raised.
        what: what was looked for: "larkfield/payments#42".
        url: address of the API.
    """
    import github
    import requests

    if isinstance(error, github.GithubException) and error.status == 401:
        hint = "Set GITHUB_TOKEN to one that is valid, or check GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY."
        return ToolError("GitHub refuses the token.", hint)
    if isinstance(error, github.RateLimitExceededException):
        return ToolError(f"GitHub's rate limit is used up{_until(error)}.", "Ask again later.")
    if isinstance(error, github.UnknownObjectException):
        return ToolError(
            f"GitHub has no {what.removeprefix('the ')}.",
            "Check the name, and that the token may read that repository.",
        )
    if isinstance(error, github.GithubException):
        return _refused(error, what)
    if isinstance(error, (requests.ConnectionError, requests.Timeout)):
        return ToolError(
            f"GitHub can't be reached at {url}.", "Check GITHUB_URL and the network.", unsure=True
        )
    if isinstance(error, requests.HTTPError):
        status = error.response.status_code if error.response is not None else 0
        return ToolError(f"GitHub refuses {what} (HTTP {status}).", "It may have expired; ask again.")
    return ToolError(
        f"GitHub's answer about {what} makes no sense ({type(error).__name__}).", "Try again.", unsure=True
    )


def _refused(error: Exception, what: str) -> ToolError:
    status = getattr(error, "status", 0)
    data = getattr(error, "data", None)
    said = str(data.get("message", "")) if isinstance(data, dict) else ""
    if status == 422 and "No commit found" in said:
        return ToolError(f"GitHub has no {what.removeprefix('the ')}.", "Check the branch, tag or hash.")
    if status == 403:
        return ToolError(
            f"The token may not read {what}.",
            "Give it read access to contents, pull requests, commit statuses, deployments and Actions.",
        )
    if status == 409:
        return ToolError(f"{what} has no commits yet.", "Push something first.")
    if status >= 500:
        return ToolError(
            f"GitHub has a fault (HTTP {status}).", "See its status page and try again later.", unsure=True
        )
    return ToolError(
        f"GitHub refuses {what}: {said or f'HTTP {status}'}.", "Check the names in the question."
    )


def _until(error: Exception) -> str:
    headers: dict[str, str] = getattr(error, "headers", None) or {}
    reset = headers.get("x-ratelimit-reset", "")
    if not reset.isdigit():
        return ""
    return f" until {datetime.fromtimestamp(int(reset), UTC):%H:%M} UTC"


def what_is_said(error: Any) -> str:
    """GitHub's own words, with the reasons that it lists."""
    data = error.data if isinstance(error.data, dict) else {}
    reasons = [
        one if isinstance(one, str) else one.get("message", one.get("code", ""))
        for one in data.get("errors", [])
    ]
    return "; ".join([str(data.get("message", "")), *map(str, reasons)])
