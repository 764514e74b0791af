"""GitHub's errors, with the status and body that its documentation gives."""

from typing import Any

DOCUMENTATION = "https://docs.github.com/rest"


class GitHubError(Exception):
    """An answer that says no."""

    def __init__(self, status: int, message: str, errors: list[Any] | None = None) -> None:
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


def unprocessable(*reasons: str) -> GitHubError:
    """The answer to a review that can't be made."""
    return GitHubError(422, "Unprocessable Entity", list(reasons))


def custom(resource: str, *problems: tuple[str, str]) -> GitHubError:
    """The answer to fields that break a rule of their own: each a field and what is wrong with it."""
    errors = [
        {"resource": resource, "code": "custom", "field": field, "message": f"{field} {said}"}
        for field, said in problems
    ]
    return GitHubError(422, "Validation Failed", errors)


def invalid(resource: str, field: str, code: str = "invalid") -> GitHubError:
    """The answer to a field with a wrong value; `code` is one of GitHub's, such as `missing_field`."""
    return GitHubError(422, "Validation Failed", [{"resource": resource, "field": field, "code": code}])
