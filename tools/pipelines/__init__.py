"""Builds and deployments: runs, stages, logs, tests and the commits behind a failure.

`base` has the types and the protocol that each provider (Jenkins, GitHub Actions) keeps to.
"""

from tools.pipelines.base import Change, Console, PipelineProvider, Run, RunDetails, Stage, Status, TestCase
from tools.pipelines.console import ConsolePage, read_console
from tools.pipelines.deployments import Deployments, list_deployments
from tools.pipelines.excerpts import LogExcerpt, find_excerpts
from tools.pipelines.failure import FailureReport, Suspect, last_failure
from tools.pipelines.flaky import FlakyTest, TestHistory, flaky_tests
from tools.pipelines.runs import RunReport, Runs, get_run, list_runs
from tools.pipelines.start_build import BuildStarted, start_build

TOOLS = (list_runs, get_run, read_console, last_failure, flaky_tests, list_deployments, start_build)

__all__ = [
    "TOOLS",
    "BuildStarted",
    "Change",
    "Console",
    "ConsolePage",
    "Deployments",
    "FailureReport",
    "FlakyTest",
    "LogExcerpt",
    "PipelineProvider",
    "Run",
    "RunDetails",
    "RunReport",
    "Runs",
    "Stage",
    "Status",
    "Suspect",
    "TestCase",
    "TestHistory",
    "find_excerpts",
    "flaky_tests",
    "get_run",
    "last_failure",
    "list_deployments",
    "list_runs",
    "read_console",
    "start_build",
]
