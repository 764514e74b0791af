import subprocess
from pathlib import Path

import httpx
import pytest

from knowledge import KnowledgeSettings, Library
from sandbox.company import Company
from sandbox.company.repositories.planted import planted_secrets
from storage import Catalog, RepositoryEntry
from tools.analysis import Review, review_changes, review_pull_request
from tools.connections import Connections
from tools.findings import Severity
from tools.settings import ToolSettings
from tools.tool import ToolError


def source_lines(company: Company, path: str, ref: str = "refund-search") -> list[str]:
    command = ["git", "show", f"{ref}:{path}"]
    done = subprocess.run(
        command, cwd=company.repository("payments"), capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


async def test_payments_42_has_its_three_problems_at_file_and_line(
    github: Connections, company: Company
) -> None:
    result = await review_pull_request.function(github, "payments", 42)
    lines = source_lines(company, "app/refund_search.py")
    found = {(item.rule, item.path): item for item in result.findings}
    secret = found["secret/stripe-key", "app/refund_search.py"]
    assert "GATEWAY_KEY" in lines[(secret.line or 0) - 1]
    assert secret.severity is Severity.CRITICAL
    query = found["sql-from-input", "app/refund_search.py"]
    assert "SELECT" in lines[(query.line or 0) - 1]
    assert query.severity is Severity.HIGH
    assert "`text`" in query.why
    test = found["missing-test", "app/refund_search.py"]
    assert lines[(test.line or 0) - 1].startswith("def search")
    assert result.findings[0] == secret
    assert result.author == "jonas"
    assert Review.model_validate(result.model_dump(mode="json")) == result


async def test_its_links_open_and_the_secret_is_never_shown(github: Connections, company: Company) -> None:
    result = await review_pull_request.function(github, "larkfield/payments", 42)
    shown = result.content() + result.model_dump_json()
    assert planted_secrets(company.timeline)["stripe_live_key"] not in shown
    assert "SELECT id, order_id" in result.content()
    async with httpx.AsyncClient() as client:
        for url in {result.url, *(finding.url for finding in result.findings)}:
            assert url is not None
            assert (await client.get(url)).status_code == 200, url


async def test_a_local_repository_gives_the_same_findings(github: Connections, local: Connections) -> None:
    remote = await review_pull_request.function(github, "payments", 42)
    here = await review_changes.function(local, "payments", "main", "refund-search")
    assert [(item.rule, item.path, item.line) for item in here.findings] == [
        (item.rule, item.path, item.line) for item in remote.findings
    ]
    assert here.number is None


async def test_the_slow_commit_of_checkout_is_seen(local: Connections) -> None:
    result = await review_changes.function(local, "checkout", "v1.7.2", "v1.7.3")
    assert [(item.rule, item.path) for item in result.findings] == [("query-in-loop", "app/pricing/total.py")]
    assert "rules_for" in result.findings[0].why


async def test_nothing_changed_and_nothing_there(local: Connections) -> None:
    result = await review_changes.function(local, "payments", "main", "main")
    assert result.findings == []
    assert result.title() == "No findings in payments main…main"
    with pytest.raises(ToolError):
        await review_changes.function(local, "payments", "main", "no-such-branch")
    with pytest.raises(ToolError):
        await review_pull_request.function(local, "payments", 42)  # a plain repository has no pull requests


async def test_an_unknown_pull_request_is_said(github: Connections) -> None:
    with pytest.raises(ToolError):
        await review_pull_request.function(github, "payments", 4711)


async def test_binary_huge_and_broken_files_do_not_stop_a_review(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        command = ["git", "-c", "user.name=Tom", "-c", "user.email=tom@example.com", *arguments]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    (tmp_path / "old.py").write_text("x = 1\n")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    git("tag", "before")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\x00\x01" * 100)
    (tmp_path / "latin.py").write_bytes("# Größe\neval(input())\n".encode("latin-1"))
    (tmp_path / "broken.py").write_text("def f(:\n")
    (tmp_path / "huge.py").write_text("x = 1\n" * 120_000)
    (tmp_path / "silent.py").write_text("import subprocess\nsubprocess.run(input(), shell=True)  # noqa\n")
    git("add", ".")
    git("rm", "-q", "old.py")
    git("commit", "-q", "-m", "second")
    catalog = Catalog(repositories=(RepositoryEntry(name="odd", provider="git", path=tmp_path),))
    library = Library.open(KnowledgeSettings(home=tmp_path / "home"))
    result = await review_changes.function(
        Connections(ToolSettings(), catalog, library), "odd", "before", "main"
    )
    places = {(item.path, item.line) for item in result.findings}
    assert {("latin.py", 2), ("broken.py", 1), ("silent.py", 2)} <= places
    assert "huge.py" in result.skipped
    assert "logo.png" not in result.files
    assert all(run.problem is None for run in result.analysers)
    assert {run.name: list(run.unread) for run in result.analysers if run.unread} == {
        "bandit": ["broken.py"],
        "dataflow": ["broken.py"],
    }
    assert "bandit could not read broken.py" in result.content()


async def test_what_a_change_broke_and_left_behind_in_files_that_it_left_alone(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        command = ["git", "-c", "user.name=Tom", "-c", "user.email=tom@example.com", *arguments]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    def write(path: str, text: str) -> None:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)

    git("init", "-q", "-b", "main")
    write("shop/cart.py", "from shop.prices import price\n\n\ndef total(rows):\n    return price(rows)\n")
    write("shop/prices.py", "def price(rows):\n    return len(rows)\n")
    write("shop/rates.py", "RATE = 2\n")
    write("web/api.py", "from shop.rates import RATE\n\nprint(RATE)\n")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    git("tag", "before")
    write("shop/cart.py", "def total(rows):\n    return 1\n")
    git("rm", "-q", "shop/rates.py")
    git("add", ".")
    git("commit", "-q", "-m", "second")
    catalog = Catalog(repositories=(RepositoryEntry(name="shop", provider="git", path=tmp_path),))
    connections = Connections(
        ToolSettings(), catalog, Library.open(KnowledgeSettings(home=tmp_path / "home"))
    )
    result = await review_changes.function(connections, "shop", "before", "main")
    found = {(item.rule, item.path, item.line) for item in result.findings}
    assert found == {("api-breakage", "web/api.py", 1), ("unused-code", "shop/prices.py", 1)}
    assert result.code["web/api.py:1"] == "from shop.rates import RATE"
    assert all(run.problem is None for run in result.analysers)
