"""What people write when they add a source: a folder, a repository, or addresses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from knowledge.sources.addresses import check_url
from knowledge.sources.base import SourceError
from knowledge.sources.urls import MOST

# How often a source is looked at where nobody said: a folder costs nothing, GitHub counts requests.
OFTEN = {"folder": "*/10 * * * *", "repository": "*/30 * * * *", "urls": "7 * * * *"}
LARGEST_LIST = 1_000_000  # bytes of a file of addresses
_REPOSITORY = re.compile(r"([\w.-]+/[\w.-]+?)(?:\.git)?(?::(?P<path>.*))?")
_TREE = re.compile(
    r"/(?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?(?:/(?:tree|blob)/(?P<branch>[^/]+)(?:/(?P<path>.*))?)?/?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source is: `kind` and `location` as its row has them, and what to call it."""

    kind: str
    location: dict[str, Any]
    name: str

    @property
    def schedule(self) -> str:
        """How often it is looked at where nobody says so."""
        return OFTEN[self.kind]


def place_of(written: Sequence[str], github_url: str) -> Place:
    """The place that people mean.

    Args:
        written: a folder; `owner/repository` with or without `:path`; an address on GitHub; other addresses;
            or a file with one address a line.
        github_url: base URL of GitHub's REST API, which tells its addresses from others.

    Raises:
        SourceError: it is none of these.
    """
    if len(written) == 1 and "://" not in written[0]:
        return _named(written[0])
    if len(written) == 1 and (found := _on_github(written[0], github_url)):
        return found
    return pages_at(written)


def repository_at(written: str, github_url: str) -> Place:
    """The repository that people mean: `owner/name`, `owner/name:folder`, or its address on GitHub.

    Raises:
        SourceError: it is none.
    """
    if found := _on_github(written, github_url):
        return found
    match = _REPOSITORY.fullmatch(written)
    if match is None or written.startswith("."):
        raise SourceError("Write the repository as owner/name, or owner/name:docs for one folder of it.")
    return _repository(match.group(1), match["path"])


def pages_at(urls: Sequence[str], name: str = "") -> Place:
    """The pages at these addresses.

    Raises:
        SourceError: there are none, or too many, or one is no address of a page.
    """
    if not urls:
        raise SourceError("There are no addresses in it. Write one a line.")
    if len(urls) > MOST:
        raise SourceError(f"{len(urls):,} addresses are too many: {MOST:,} can be read.")
    for url in urls:
        if why := check_url(url):
            raise SourceError(f"{why[0].upper()}{why[1:]}.")
    called = name or urlsplit(urls[0]).netloc + (
        f"{urlsplit(urls[0]).path}".rstrip("/") if len(urls) == 1 else ""
    )
    return Place("urls", {"urls": list(dict.fromkeys(urls))}, called)


def _named(written: str) -> Place:
    path = Path(written).expanduser()
    if path.is_dir():
        return Place("folder", {"folder": str(path.resolve())}, str(path.resolve()))
    if path.is_file():
        return _listed(path)
    match = _REPOSITORY.fullmatch(written)
    if match is None or written.startswith((".", "/", "~")):
        raise SourceError(
            f"{written} is no folder here, no repository and no address. "
            "Give a folder, owner/repository, owner/repository:path, or addresses."
        )
    return _repository(match.group(1), match["path"])


def _listed(file: Path) -> Place:
    if file.stat().st_size > LARGEST_LIST:
        raise SourceError(f"{file} is too large for a list of addresses.")
    try:
        lines = (line.strip() for line in file.read_text("utf-8").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{file} is no list of addresses: {error}") from error
    return pages_at([line for line in lines if line and not line.startswith("#")], file.stem)


def _on_github(url: str, github_url: str) -> Place | None:
    api = urlsplit(github_url).netloc.lower()
    parts = urlsplit(url)
    if parts.netloc.lower() != ("github.com" if api == "api.github.com" else api):
        return None
    match = _TREE.fullmatch(unquote(parts.path))
    return _repository(match["name"], match["path"], match["branch"]) if match else None


def _repository(name: str, path: str | None, branch: str | None = None) -> Place:
    inside = (path or "").strip("/")
    location = {"repository": name, "path": inside, "branch": branch}
    return Place("repository", location, f"{name}:{inside}" if inside else name)
