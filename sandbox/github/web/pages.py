"""The pages: repository, folder, file, commit, comparison, pull request, issue, run of Actions."""

from pathlib import Path
from typing import Any

import jinja2
from aiohttp import web

from sandbox.company.people import ORGANIZATION
from sandbox.github.api.actions import find_job
from sandbox.github.api.pulls import span
from sandbox.github.errors import not_found
from sandbox.github.forge import Hosted, forge_of, hosted_of, thread_of
from sandbox.github.git import CommitInfo
from sandbox.github.links import Links
from sandbox.github.media import diff_text
from sandbox.github.shapes.actions import job_id, log_text, run_id
from sandbox.github.shapes.repositories import description_of
from sandbox.github.statuses import commit_statuses
from sandbox.github.web.lines import diff_lines
from sandbox.github.web.words import words

routes = web.RouteTableDef()

_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=jinja2.StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
_TEMPLATES.globals.update(diff_lines=diff_lines, organization=ORGANIZATION)
_TEMPLATES.filters["words"] = words
_TEMPLATES.filters["day"] = lambda at: f"{at:%-d %B %Y, %H:%M} UTC"

_REPO = "/{owner}/{repo}"
_RUN = _REPO + r"/actions/runs/{id:\d+}"


def _page(template: str, status: int = 200, **values: Any) -> web.Response:
    text = _TEMPLATES.get_template(template).render(**values)
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


def missing(status: int) -> web.Response:
    """The page for what is not there."""
    return _page("missing.html", status, title="Not found", hosted=None)


@routes.get("/")
@routes.get(f"/{ORGANIZATION}")
async def organization(request: web.Request) -> web.Response:
    forge = forge_of(request)
    shown = [(one, description_of(one)) for one in forge.repositories.values()]
    return _page(
        "organization.html", title="Larkfield", hosted=None, repositories=shown, members=forge.company.members
    )


@routes.get("/{login:[a-z]+}")
async def person(request: web.Request) -> web.Response:
    member = forge_of(request).member(request.match_info["login"])
    if member is None:
        raise not_found()
    return _page("person.html", title=member.name, hosted=None, member=member)


@routes.get("/avatars/{login}")
async def avatar(request: web.Request) -> web.Response:
    letter = request.match_info["login"][:1].upper()
    text = _TEMPLATES.get_template("avatar.svg").render(letter=letter, hue=ord(letter or "?") * 47 % 360)
    return web.Response(text=text, content_type="image/svg+xml")


@routes.get(_REPO)
@routes.get(_REPO + "/tree/{place:.+}")
async def folder(request: web.Request) -> web.Response:
    hosted = hosted_of(request)
    ref, sha, path = await _place(hosted, request.match_info.get("place", "main"))
    entries = await hosted.git.tree(sha, path=f":(top,literal){path}/" if path else "")
    if not entries:
        raise not_found()
    entries.sort(key=lambda entry: (entry.kind != "tree", entry.path))
    readme = next((one for one in entries if one.path.endswith("README.md")), None)
    text = (await hosted.git.blob(readme.sha)).decode(errors="replace") if readme else None
    newest = (await hosted.git.log("-1", sha))[0]
    return _page(
        "folder.html", title=path or hosted.full_name, hosted=hosted, ref=ref, path=path, entries=entries,
        readme=text, newest=newest, description=description_of(hosted),
    )  # fmt: skip


@routes.get(_REPO + "/blob/{place:.+}")
async def file(request: web.Request) -> web.Response:
    hosted, ref, path, data = await _blob(request)
    text = None if b"\0" in data[:8000] else data.decode(errors="replace")
    return _page("file.html", title=path, hosted=hosted, ref=ref, path=path, text=text, size=len(data))


@routes.get(_REPO + "/raw/{place:.+}")
async def raw(request: web.Request) -> web.Response:
    _, _, _, data = await _blob(request)
    kind = "application/octet-stream" if b"\0" in data[:8000] else "text/plain; charset=utf-8"
    return web.Response(body=data, headers={"Content-Type": kind, "X-Content-Type-Options": "nosniff"})


async def _blob(request: web.Request) -> tuple[Hosted, str, str, bytes]:
    hosted = hosted_of(request)
    ref, sha, path = await _place(hosted, request.match_info["place"])
    found = await hosted.git.tree(sha, path=f":(top,literal){path}") if path else []
    if not found or found[0].kind != "blob":
        raise not_found()
    return hosted, ref, path, await hosted.git.blob(found[0].sha)


async def _place(hosted: Hosted, place: str) -> tuple[str, str, str]:
    """Branch names may hold slashes: take the shortest beginning that is a ref."""
    parts = place.strip("/").split("/")
    for end in range(1, len(parts) + 1):
        ref = "/".join(parts[:end])
        sha = await hosted.git.resolve(ref)
        if sha is not None:
            return ref, sha, "/".join(parts[end:])
    raise not_found()


@routes.get(_REPO + "/commits")
@routes.get(_REPO + "/commits/{ref:.+}")
async def commits(request: web.Request) -> web.Response:
    hosted, ref = hosted_of(request), request.match_info.get("ref", "main")
    sha = await hosted.git.resolve(ref)
    if sha is None:
        raise not_found()
    found = await hosted.git.log("--max-count=100", sha)
    return _page("commits.html", title=f"Commits of {ref}", hosted=hosted, ref=ref, commits=found)


@routes.get(_REPO + "/commit/{ref:.+}")
async def commit(request: web.Request) -> web.Response:
    hosted = hosted_of(request)
    sha = await hosted.git.resolve(request.match_info["ref"])
    if sha is None:
        raise not_found()
    one: CommitInfo = await hosted.git.commit(sha)
    changes = await hosted.git.changes_of(one)
    statuses = commit_statuses(hosted, sha, Links.of(request))
    title = one.message.partition("\n")[0]
    return _page("commit.html", title=title, hosted=hosted, commit=one, changes=changes, statuses=statuses)


@routes.get(_REPO + "/compare/{base}...{head:.+}")
async def compare(request: web.Request) -> web.Response:
    hosted, names = hosted_of(request), request.match_info
    base, head = await hosted.git.resolve(names["base"]), await hosted.git.resolve(names["head"])
    if base is None or head is None:
        raise not_found()
    start = await hosted.git.merge_base(base, head)
    found = await hosted.git.log("--reverse", f"{base}..{head}")
    changes = await hosted.git.changes(start, head)
    title = f"{names['base'][:12]} … {names['head'][:12]}"
    return _page("compare.html", title=title, hosted=hosted, commits=found, changes=changes)


@routes.get(_REPO + "/pulls")
@routes.get(_REPO + "/issues")
async def threads(request: web.Request) -> web.Response:
    hosted, pulls = hosted_of(request), request.path.endswith("/pulls")
    found = [one for one in hosted.threads.values() if hasattr(one.record, "branch") == pulls]
    title = "Pull requests" if pulls else "Issues"
    return _page("threads.html", title=title, hosted=hosted, threads=found[::-1], pulls=pulls)


@routes.get(_REPO + r"/pull/{number:\d+}.{media:diff|patch}")
async def pull_text(request: web.Request) -> web.Response:
    hosted = hosted_of(request)
    _, start, head = await span(hosted, thread_of(request))
    response = await diff_text(hosted, start, head, request.match_info["media"])
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    return response


@routes.get(_REPO + r"/pull/{number:\d+}")
@routes.get(_REPO + r"/pull/{number:\d+}/files")
async def pull(request: web.Request) -> web.Response:
    hosted, thread = hosted_of(request), thread_of(request)
    base, start, head = await span(hosted, thread)
    found = await hosted.git.log("--reverse", f"{start}..{head}")
    changes = await hosted.git.changes(start, head)
    statuses = commit_statuses(hosted, head, Links.of(request))
    pending = {one.id for one in thread.reviews if one.pending}
    return _page(
        "pull.html", title=thread.record.title, hosted=hosted, thread=thread, commits=found, changes=changes,
        statuses=statuses, base=base, reported=[one for one in hosted.checks if one.head_sha == head],
        shown_threads=[one for one in thread.review_threads if one.root.review not in pending],
    )  # fmt: skip


@routes.get(_REPO + r"/issues/{number:\d+}")
async def issue(request: web.Request) -> web.Response:
    thread = thread_of(request)
    return _page("issue.html", title=thread.record.title, hosted=hosted_of(request), thread=thread)


@routes.get(_REPO + "/actions")
async def actions(request: web.Request) -> web.Response:
    hosted = hosted_of(request)
    rows = [(run_id(one), one) for one in reversed(hosted.runs)]
    return _page("actions.html", title="Actions", hosted=hosted, runs=rows)


@routes.get(_RUN)
async def run(request: web.Request) -> web.Response:
    hosted = hosted_of(request)
    for one in hosted.runs:
        if str(run_id(one)) == request.match_info["id"]:
            jobs = [(job_id(one, n), n, tried) for n, tried in enumerate(one.attempts, 1)]
            title = f"{one.workflow} #{one.number}"
            return _page("run.html", title=title, hosted=hosted, run=one, id=run_id(one), jobs=jobs)
    raise not_found()


@routes.get(_REPO + r"/actions/runs/{run:\d+}/job/{id:\d+}")
async def job(request: web.Request) -> web.Response:
    hosted, one, attempt = find_job(request)
    tried = one.attempts[attempt - 1]
    title = f"{one.workflow} #{one.number}, attempt {attempt}"
    return _page("job.html", title=title, hosted=hosted, run=one, tried=tried, log=log_text(tried))


@routes.get(_REPO + "/deployments")
async def deployments(request: web.Request) -> web.Response:
    hosted = hosted_of(request)
    return _page("deployments.html", title="Deployments", hosted=hosted, deploys=hosted.deploys[::-1])


@routes.get(_REPO + "/releases/tag/{tag}")
async def release(request: web.Request) -> web.Response:
    hosted, tag = hosted_of(request), request.match_info["tag"]
    for one in hosted.history.commits:
        if one.tag == tag:
            return _page("release.html", title=f"Release {tag}", hosted=hosted, commit=one)
    raise not_found()
