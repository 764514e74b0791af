"""Pull requests of hundreds of files: within the time, in few requests, the risk first, the rest named."""

import json
import time

from aiohttp import web

from tests.pull_request_42 import SEARCH, bind_values
from tests.tools.reviews.conftest import NUMBER, REPOSITORY, Cut, Desk, Handler, MakeDesk
from tools.analysis.loading import MOST_FILES, new_lines
from tools.analysis.risk import by_risk
from tools.analysis.skipped import not_looked_at
from tools.repos import ChangedFile
from tools.repos.github_reviews import GitHubReviews

HOLE = """import sqlite3

from flask import Flask, request

app = Flask(__name__)


@app.route("/login")
def login():
    name = request.args["name"]
    cursor = sqlite3.connect("x").cursor()
    cursor.execute("SELECT * FROM people WHERE name = '" + name + "'")
    return "done"
"""
PLAIN = "".join(f"\n\ndef part_{{n}}_{number}(value):\n    return value + {number}\n" for number in range(20))
DOCUMENTS = 40


class Counting(Cut):
    """Writes down all requests to the API."""

    async def _passed(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if "/api/" in request.path or "/repos/" in request.path:
            self.seen.append(request.path)
        response: web.StreamResponse = await handler(request)
        return response


class Unlisting(Cut):
    """A GitHub that lists all files of a pull request but one, as it does beyond three thousand."""

    path: str | None = None

    async def _passed(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        response: web.StreamResponse = await handler(request)
        if self.path is None or not request.path.endswith(f"/pulls/{NUMBER}/files"):
            return response
        assert isinstance(response, web.Response)
        listed = json.loads(response.text or "[]")
        return web.json_response([one for one in listed if one["filename"] != self.path])


async def test_a_file_that_github_no_longer_lists_keeps_its_threads_and_findings(make_desk: MakeDesk) -> None:
    unlisting = Unlisting(after=False)
    desk: Desk = await make_desk(cut=unlisting)
    await desk.review()
    before = {title: [one.resolved for one in about] for title, about in (await desk.ours()).items()}
    assert before
    unlisting.path = SEARCH
    kept = await desk.look()
    assert kept.gone == ()
    assert "(1 more files)" in kept.review.coverage["skipped"]
    await desk.publish(kept.review.id, desk.action("unlisted:call"))
    after = {title: [one.resolved for one in about] for title, about in (await desk.ours()).items()}
    assert after == before
    # Listed again, and mended: now it is settled.
    unlisting.path = None
    await bind_values(desk.checkout)
    done = await desk.review()
    assert done.resolved == 1


async def test_six_hundred_files_are_reviewed_in_time_and_few_requests(make_desk: MakeDesk) -> None:
    counting = Counting(after=False)
    desk: Desk = await make_desk(cut=counting)
    files = {f"shop/part{number}.py": PLAIN.replace("{n}", str(number)) for number in range(MOST_FILES - 1)}
    files |= {f"docs/page{number}.md": f"# {number}\n" for number in range(DOCUMENTS)}
    files["z/login.py"] = HOLE
    await desk.checkout.commit("a lot", dict(files))
    await desk.checkout.push()
    counting.seen.clear()
    began = time.monotonic()
    kept = await desk.look()
    assert time.monotonic() - began < desk.connections.settings.review_timeout_seconds
    assert len(counting.seen) < 40, counting.seen
    assert not [path for path in counting.seen if "/contents/shop" in path]
    covered, skipped = kept.review.coverage["covered"], kept.review.coverage["skipped"]
    assert len(covered) == MOST_FILES
    assert len(skipped) >= DOCUMENTS
    assert all(path.startswith("docs/") for path in list(skipped)[-DOCUMENTS:])
    found = {(one.path, one.line, one.analyser) for one in kept.new}
    assert [by for path, line, by in found if (path, line) == ("z/login.py", 12) and "dataflow" in by]
    await desk.publish(kept.review.id)
    (said,) = await desk.reviews()
    assert f"{len(skipped)} files" in said
    assert f"docs/ {DOCUMENTS}" in said


async def test_a_difference_that_github_does_not_show_is_reviewed_all_the_same(desk: Desk) -> None:
    """It is compared with the file as it was, and said in the review's text: no comment can stand there."""
    before = desk.checkout.read("app/api.py")
    filler = "".join(f"    # {number} {'x' * 60}\n" for number in range(4_000))
    hole = "\n\ndef listed(name):\n    import subprocess\n\n    subprocess.run('ls ' + name, shell=True)\n"
    text = f"{before}\n\ndef more():\n{filler}    return 1\n{hole}"
    await desk.checkout.commit("a long one", {"app/api.py": text})
    await desk.checkout.push()
    state = await GitHubReviews(desk.connections.github).state(REPOSITORY, NUMBER)
    (entry,) = [one for one in state.files if one.path == "app/api.py"]
    assert (entry.patch, entry.status) == (None, "modified")
    kept = await desk.look()
    assert "app/api.py" in kept.review.coverage["covered"]
    last = text.count("\n")
    found = {one.line for one in kept.new if one.path == "app/api.py"}
    assert last in found
    assert min(found) > before.count("\n")
    await desk.publish(kept.review.id)
    (said,) = await desk.reviews()
    assert f"app/api.py:{last}" in said
    assert not [text for text in await desk.comments() if "shell" in text]


def entry(path: str, patch: str = "+x", status: str = "modified", additions: int = 5) -> ChangedFile:
    return ChangedFile(path=path, status=status, additions=additions, deletions=0, patch=patch)


def test_the_order_of_risk() -> None:
    changed = [
        entry("docs/auth.md"),
        entry("tests/test_auth.py"),
        entry("app/colours.py"),
        entry("app/cart.py"),
        entry("tests/test_cart.py", status="removed", additions=0),
        entry("app/search.py", '+    run("SELECT * FROM a WHERE b = " + request.args["b"])'),
        entry("app/login.py", '+    token = jwt.decode(request.headers["a"])'),
        entry("migrations/0001_users.sql"),
        entry("deploy/values.yaml"),
        entry("app/old.py"),
    ]
    ordered = [one.path for one in by_risk(changed, {"app/old.py": 2}) if one.status != "removed"]
    assert ordered[:2] == ["migrations/0001_users.sql", "app/login.py"]
    assert ordered[-2:] == ["tests/test_auth.py", "docs/auth.md"]
    assert ordered.index("app/cart.py") < ordered.index("app/old.py") < ordered.index("app/colours.py")
    assert ordered.index("app/search.py") < ordered.index("app/colours.py")
    assert ordered.index("deploy/values.yaml") < ordered.index("app/colours.py")


def test_what_was_not_looked_at_is_counted_by_reason_and_folder() -> None:
    skipped = {f"docs/{number}.md": "large" for number in range(25)} | {"a.png": "binary"}
    assert not_looked_at(skipped) == [
        "Not looked at: 25 files (docs/ 25): large",
        "Not looked at: 1 file (the top 1): binary",
    ]
    assert not_looked_at({"a.png": "binary"}) == ["Not looked at: a.png: binary"]


def test_new_lines_of_texts_whose_difference_is_not_shown() -> None:
    before = "a\nb\nc\nd\n"
    assert new_lines(before, "a\nx\nb\nc\ny\n") == {2, 5}
    assert new_lines(before, before) == frozenset()
    assert new_lines("", "a\nb\n") == {1, 2}
    assert new_lines("a\na\n", "a\na\na\n") == {3}
    long = "".join(f"{number}\n" for number in range(6_000))
    assert len(new_lines(long, "".join(f"x{number}\n" for number in range(6_000)))) == 6_000
