"""GitHub's errors, with the status and body that its documentation gives."""

from typing import Any

DOCUMENTATION = "https://docs.github.com/rest"


class GitHubError(Exception):
    """An answer that says no."""

    def __init__(self, status: int, message: str, errors: list[dict[str, Any]] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"message": message}
        if errors is not None:
            self.body["errors"] = errors
        self.body |= {"documentation_url": DOCUMENTATION, "status": str(status)}


def not_found() -> GitHubError:
    """What GitHub answers for things that are not there, or not for you."""
    return GitHubError(404, "Not Found")


def no_commit(ref: str) -> GitHubError:
    """The answer to a commit, branch or tag that does not exist."""
    return GitHubError(422, f"No commit found for SHA: {ref}")


def invalid(resource: str, field: str, code: str = "invalid") -> GitHubError:
    """The answer to a field with a wrong value; `code` is one of GitHub's, such as `missing_field`."""
    return GitHubError(422, "Validation Failed", [{"resource": resource, "field": field, "code": code}])
