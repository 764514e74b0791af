"""The company's repositories are real, tell the story, and come out the same each time."""

import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.company import REPOSITORIES, Company
from sandbox.company.pull_requests import issues, pull_requests
from sandbox.company.repositories.story import Change, parse

NOW = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)  # a Wednesday


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Larkfield on a fixed Wednesday."""
    return Company(NOW, tmp_path_factory.mktemp("home"))


def git(company: Company, name: str, *arguments: str) -> str:
    """What git says of a repository."""
    command = ["git", "-C", str(company.repository(name)), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_git_finds_nothing_wrong(company: Company) -> None:
    for name in REPOSITORIES:
        assert git(company, name, "fsck", "--strict", "--full") == ""


def test_the_same_moment_gives_the_same_hashes(company: Company, tmp_path: Path) -> None:
    again = Company(NOW, tmp_path)
    later = Company(NOW + timedelta(minutes=1), tmp_path / "later")
    for name in REPOSITORIES:
        assert again.history(name) == company.history(name)
    assert later.history("payments").head().sha != company.history("payments").head().sha


def test_secrets_depend_on_the_seed_only(company: Company, tmp_path: Path) -> None:
    other = Company(NOW, tmp_path, seed=8)
    mine, theirs = (git(one, "payments", "show", "main:config/dev.env") for one in (company, other))
    assert mine != theirs
    assert "<<" not in mine


def test_the_story_stands_at_its_moments(company: Company) -> None:
    timeline, payments = company.timeline, company.history("payments")
    assert payments.head("main").subject == "Round refunds with floats"
    assert payments.head("main").at == timeline.suspect_commit_at
    slow = company.history("checkout").find("Load price rules for each line item")
    assert (slow.author, slow.at) == ("priya", timeline.slow_commit_at)
    assert company.history("checkout").tagged("v1.7.3").at < timeline.staging_deploy_at
    inside = git(company, "checkout", "branch", "--contains", slow.sha, "--format=%(refname:short)").split()
    assert inside == ["main", "release/1.8"]


def test_every_deployed_version_is_tagged_before_it_is_deployed(company: Company) -> None:
    for deploy in company.deploys:
        assert company.history(deploy.service).tagged(deploy.tag).at < deploy.at


def test_people_commit_when_people_work(company: Company) -> None:
    commits = [one for name in REPOSITORIES[:5] for one in company.history(name).commits]
    usual = [one for one in commits if one.at < company.timeline.ago(hours=27)]
    assert all(one.at.weekday() < 5 and 8 <= one.at.hour < 18 for one in usual)
    assert len(commits) > 60
    assert Counter(one.author for one in commits).keys() == {"maya", "jonas", "priya", "tom"}


@pytest.mark.parametrize("hours", range(0, 24 * 7, 29))
def test_commits_are_in_order_whatever_the_day(tmp_path: Path, hours: int) -> None:
    company = Company(NOW + timedelta(hours=hours), tmp_path)
    for name in REPOSITORIES:
        times = [one.at for one in company.history(name).commits]
        assert times == sorted(times)
        assert times[-1] < company.now


def test_pull_requests_stand_at_their_refs(company: Company) -> None:
    for name in REPOSITORIES:
        for pull in pull_requests(name, company.history(name), company.timeline):
            head = git(company, name, "rev-parse", f"refs/pull/{pull.number}/head").strip()
            assert head == pull.head_sha
            assert (pull.merged_at is not None) == bool(pull.merge_sha)
            branches = git(company, name, "for-each-ref", "--format=%(refname)", f"refs/heads/{pull.branch}")
            assert bool(branches) == (pull.merged_at is None)  # merged branches are deleted


def test_issues_and_pull_requests_share_their_numbers(company: Company) -> None:
    for name in REPOSITORIES:
        pulls = pull_requests(name, company.history(name), company.timeline)
        numbers = [one.number for one in (*pulls, *issues(name, company.timeline))]
        assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(
    ("name", "ref", "passes"),
    [
        ("payments", "main", False),
        ("payments", "main~1", True),
        ("payments", "refund-search", True),
        ("checkout", "release/1.8", True),
        ("notifications", "main", True),
    ],
)
def test_the_code_has_the_tests_it_claims(
    company: Company, tmp_path: Path, name: str, ref: str, passes: bool
) -> None:
    copy = tmp_path / name
    subprocess.run(["git", "clone", "-q", company.repository(name), copy], check=True, capture_output=True)
    commit = git(company, name, "rev-parse", ref).strip()
    subprocess.run(["git", "-C", str(copy), "checkout", "-q", commit], check=True, capture_output=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    alone = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    run = subprocess.run(command, cwd=copy, env=alone, capture_output=True, text=True, check=False)
    assert (run.returncode == 0) == passes, run.stdout
    if not passes:
        assert "FAILED tests/test_refunds.py::test_refund_rounds_half_even" in run.stdout
        assert "Decimal('10.13') == Decimal('10.12')" in run.stdout


def test_the_handbook_is_in_its_repository(company: Company) -> None:
    files = git(company, "handbook", "ls-tree", "-r", "--name-only", "main").split()
    assert "runbooks/KubePodCrashLooping.md" in files
    assert "costs/focus.csv" in files
    page = git(company, "handbook", "show", "main:policies/change-freeze.md")
    assert company.timeline.freeze_starts_at.date().isoformat() in page
    assert int(git(company, "handbook", "rev-list", "--count", "main")) > 30


def test_a_story_that_does_not_fit_is_refused() -> None:
    step = parse("%% 3d 10:00 tom: Change it\n@@@ a.py\n-two\n+three\n")[0]
    with pytest.raises(ValueError, match="0 places"):
        step.changes[0].apply("one\n")
    with pytest.raises(ValueError, match="2 places"):
        step.changes[0].apply("two\ntwo\n")
    assert step.changes[0].apply("one\ntwo\n") == "one\nthree\n"
    assert Change("-", "a.py").apply("one\n") is None
