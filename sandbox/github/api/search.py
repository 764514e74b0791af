"""Search in code, commits and issues, with the qualifiers that people use most."""

import asyncio
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.company.people import ORGANIZATION
from sandbox.company.pull_requests import PullRequest
from sandbox.github.conversation import Thread
from sandbox.github.errors import GitHubError, invalid
from sandbox.github.forge import Forge, Hosted, forge_of
from sandbox.github.git import GitError
from sandbox.github.links import Links
from sandbox.github.paging import Page, listed
from sandbox.github.shapes.commits import commit
from sandbox.github.shapes.repositories import repository
from sandbox.github.shapes.threads import issue

routes = web.RouteTableDef()

_QUALIFIER = re.compile(r"(?P<name>[a-z-]+):(?P<value>.+)")
_EVERYWHERE = {"repo", "org", "user"}
_LANGUAGES = {"python": ".py", "go": ".go", "typescript": ".ts", "markdown": ".md", "yaml": ".y*ml"}


@dataclass(slots=True)
class Query:
    """A search: plain terms (all of them must be found) and qualifiers such as `repo:`."""

    terms: list[str] = field(default_factory=list)
    qualifiers: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, request: web.Request, allowed: set[str]) -> "Query":
        """Read `q`; 422 when it is empty or has a qualifier that this search does not know."""
        text = request.query.get("q", "").strip()
        if not text:
            raise invalid("Search", "q", "missing")
        if len(text) > 256:
            raise GitHubError(422, "The search is longer than 256 characters.")
        try:
            words = shlex.split(text)
        except ValueError:
            words = text.replace('"', " ").split()
        query = cls()
        for word in words:
            match = _QUALIFIER.fullmatch(word)
            if match and match["name"] in allowed | _EVERYWHERE:
                query.qualifiers.setdefault(match["name"], []).append(match["value"].lower())
            elif word not in ("AND",):
                query.terms.append(word)
        return query

    def repositories(self, forge: Forge) -> list[Hosted]:
        """Where to search; a repository that is not there is an error, as at GitHub."""
        owners = self.qualifiers.get("org", []) + self.qualifiers.get("user", [])
        if any(owner != ORGANIZATION for owner in owners):
            raise invalid("Search", "q")
        named = self.qualifiers.get("repo", [])
        found = [one for one in forge.repositories.values() if not named or one.full_name in named]
        if named and not found:
            raise invalid("Search", "q")
        return found

    def accepts(self, name: str, *values: str) -> bool:
        """Whether a qualifier is absent or names one of these values."""
        wanted = self.qualifiers.get(name)
        return wanted is None or any(value in wanted for value in values)


def _found(request: web.Request, items: list[dict[str, Any]], page: Page) -> web.Response:
    shape = {"total_count": len(items), "incomplete_results": False, "items": page.cut(items)}
    return listed(request, shape, page, len(items))


@routes.get("/search/code")
async def search_code(request: web.Request) -> web.Response:
    query = Query.of(request, {"path", "filename", "extension", "language", "in"})
    if not query.terms:
        raise invalid("Search", "q", "missing")
    links = Links.of(request)
    matched = "text-match" in request.headers.get("Accept", "")
    parts = await asyncio.gather(
        *(
            _search_in(hosted, query, links, matched=matched)
            for hosted in query.repositories(forge_of(request))
        )
    )
    return _found(request, [item for part in parts for item in part], Page.of(request))


async def _search_in(hosted: Hosted, query: Query, links: Links, *, matched: bool) -> list[dict[str, Any]]:
    patterns = [part for term in query.terms for part in ("-e", term)]
    options = ("-I", "-i", "--fixed-strings", "--all-match", "-z", "--name-only")
    try:
        output = await hosted.git.run("grep", *options, *patterns, "refs/heads/main", "--", *_paths(query))
    except GitError:
        return []
    names = [name.partition(":")[2] for name in output.decode(errors="replace").split("\0") if name.strip()]
    return [await _code(hosted, name, query.terms, links, matched=matched) for name in names]


def _paths(query: Query) -> list[str]:
    globs = [f":(top,icase,glob){path.strip('/')}/**" for path in query.qualifiers.get("path", [])]
    globs += [f":(top,icase){path.strip('/')}" for path in query.qualifiers.get("path", [])]
    globs += [f":(top,icase,glob)**/{name}" for name in query.qualifiers.get("filename", [])]
    globs += [f":(top,icase,glob)**/*.{name}" for name in query.qualifiers.get("extension", [])]
    globs += [
        f":(top,icase,glob)**/*{_LANGUAGES.get(name, '.' + name)}"
        for name in query.qualifiers.get("language", [])
    ]
    return globs


async def _code(
    hosted: Hosted, path: str, terms: list[str], links: Links, *, matched: bool
) -> dict[str, Any]:
    entry = (await hosted.git.tree("refs/heads/main", path=f":(top,literal){path}"))[0]
    head = hosted.history.head("main").sha
    url = links.api(f"/repos/{hosted.full_name}/contents/{path}?ref={head}")
    shape = {
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": entry.sha,
        "url": url,
        "git_url": links.api(f"/repos/{hosted.full_name}/git/blobs/{entry.sha}"),
        "html_url": links.page(f"/{hosted.full_name}/blob/{head}/{path}"),
        "repository": repository(hosted, links),
        "score": 1.0,
    }
    if matched:
        text = (await hosted.git.blob(entry.sha)).decode(errors="replace")
        shape["text_matches"] = [
            {
                "object_url": url,
                "object_type": "FileContent",
                "property": "content",
                "fragment": fragment,
                "matches": [{"text": term, "indices": [start, start + len(term)]}],
            }
            for term in terms
            for fragment, start in _fragments(text, term)
        ]
    return shape


def _fragments(text: str, term: str, limit: int = 3) -> Iterator[tuple[str, int]]:
    """The first places of a term, each with a line before and after it."""
    lines, found = text.splitlines(), 0
    for index, line in enumerate(lines):
        column = line.lower().find(term.lower())
        if column >= 0 and found < limit:
            found += 1
            before = lines[max(index - 1, 0) : index]
            fragment = "\n".join([*before, *lines[index : index + 2]])
            yield fragment, sum(len(one) + 1 for one in before) + column


@routes.get("/search/issues")
async def search_issues(request: web.Request) -> web.Response:
    query = Query.of(request, {"is", "type", "state", "author", "assignee", "label", "milestone", "in"})
    forge, links = forge_of(request), Links.of(request)
    found = [
        (thread, hosted)
        for hosted in query.repositories(forge)
        for thread in hosted.threads.values()
        if _matches(thread, query)
    ]
    found.sort(key=lambda one: one[0].updated_at, reverse=request.query.get("order", "desc") == "desc")
    items = [issue(thread, hosted, forge, links) | {"score": 1.0} for thread, hosted in found]
    return _found(request, items, Page.of(request))


def _matches(thread: Thread, query: Query) -> bool:
    record = thread.record
    facts = {"closed" if record.closed_at else "open"}
    if isinstance(record, PullRequest):
        facts |= {"pr", "pull-request"}
        facts.add("merged" if record.merge_sha else "unmerged")
        facts.add("draft" if record.draft else "ready")
    else:
        facts.add("issue")
    said = [one.body for one in (*thread.comments, *(one for _, one in thread.line_comments))]
    text = "\n".join([record.title, record.body, *said]).lower()
    wanted = (
        query.qualifiers.get("is", []) + query.qualifiers.get("type", []) + query.qualifiers.get("state", [])
    )
    return (
        set(wanted) <= facts
        and query.accepts("author", record.author)
        and query.accepts("assignee", *record.assignees)
        and query.accepts("label", *record.labels)
        and query.accepts("milestone", (record.milestone or "").lower())
        and all(term.lower() in text for term in query.terms)
    )


@routes.get("/search/commits")
async def search_commits(request: web.Request) -> web.Response:
    query = Query.of(request, {"author", "author-name", "author-email", "hash", "merge"})
    forge, links = forge_of(request), Links.of(request)
    items = []
    for hosted in query.repositories(forge):
        for one in await hosted.git.log("refs/heads/main"):
            if (
                all(term.lower() in one.message.lower() for term in query.terms)
                and query.accepts("author", forge.login_of(one.author.email) or "")
                and query.accepts("author-name", one.author.name.lower())
                and query.accepts("author-email", one.author.email)
                and query.accepts("hash", one.sha)
                and query.accepts("merge", str(len(one.parents) > 1).lower())
            ):
                shape = commit(one, hosted, forge, links)
                items.append(shape | {"repository": repository(hosted, links), "score": 1.0})
    items.sort(key=lambda item: item["commit"]["author"]["date"], reverse=True)
    return _found(request, items, Page.of(request))
