"""The builds of the story, at any moment at which a sandbox may start."""

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.company import Company, build_logs
from sandbox.company.builds import Builds


@pytest.mark.parametrize("hours", range(0, 168, 23))
def test_story(tmp_path: Path, hours: int) -> None:
    company = Company(datetime(2026, 11, 16, 9, 30, tzinfo=UTC) + timedelta(hours=hours), tmp_path)
    builds = Builds(company)
    *_, good, bad = builds.of("payments-build")
    assert (bad.number, bad.result, bad.started_at) == (318, "FAILURE", company.timeline.failed_build_at)
    assert (good.number, good.result, good.started_at) == (317, "SUCCESS", company.timeline.good_build_at)
    assert [change.commit.subject for change in builds.changes(bad)] == ["Round refunds with floats"]
    release = builds.find("checkout-build", 211)
    assert (release.result, release.branch) == ("SUCCESS", "release/1.8")
    assert release.started_at == company.timeline.release_build_at
    for name, found in builds.by_job.items():
        moments = [build.started_at for build in found]
        assert moments == sorted(moments), name
        assert moments[-1] < company.now
        assert [build.number for build in found] == list(range(found[0].number, found[-1].number + 1))


def test_console_says_what_pytest_says(tmp_path: Path) -> None:
    """The failing test of build 318 is run for real, and its account compared with the console."""
    company = Company(datetime.now(UTC), tmp_path / "company")
    builds = Builds(company)
    build = builds.find("payments-build", 318)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", company.repository("payments"), clone], check=True)
    subprocess.run(["git", "-C", clone, "checkout", "-q", build.commit.sha], check=True)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q"]
    real = subprocess.run(command, cwd=clone, capture_output=True, text=True, check=False).stdout
    shown = build_logs.console(builds, build)
    account = re.compile(r"^(?:>|E) .*$", re.MULTILINE)
    assert account.findall(real) == account.findall(shown) != []
    counts = re.search(r"(\d+) failed, (\d+) passed", real)
    assert counts is not None
    assert counts.group() in shown
    assert len(build_logs.tests(builds, build)) == sum(int(number) for number in counts.groups())
