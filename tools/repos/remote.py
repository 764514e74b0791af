"""From the address of a git remote to the page where people read the repository."""

import re
from urllib.parse import urlsplit

_HOMES = ("github", "gitlab", "codeberg", "gitea", "bitbucket")
_SHORT = re.compile(r"(?:[\w.-]+@)?(?P<host>[\w.-]+):(?P<path>[\w./~-]+)")


def web_address(remote: str) -> str | None:
    """The page of a repository at a well-known kind of home; None for any other remote.

    Args:
        remote: as `git remote get-url` gives it; a user or password in it is left out.
    """
    if "://" in remote:
        parts = urlsplit(remote)
        host, path = parts.hostname or "", parts.path
    elif match := _SHORT.fullmatch(remote):
        host, path = match["host"], match["path"]
    else:
        return None
    if not any(home in host for home in _HOMES):
        return None
    return f"https://{host}/{path.strip('/').removesuffix('.git')}"


def page_of(repository: str, path: str, ref: str, line: int | None = None) -> str:
    """The page of a file at a line, or of the whole tree for an empty path.

    Args:
        repository: the repository's own page.
        path: the file in it.
        ref: a branch, tag or hash.
        line: a line of the file, from 1.
    """
    if not path:
        return f"{repository}/tree/{ref}"
    return f"{repository}/blob/{ref}/{path}" + (f"#L{line}" if line else "")
