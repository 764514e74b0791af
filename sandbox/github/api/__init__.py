"""The resources of the REST API, one module for each chapter of GitHub's documentation."""

from aiohttp import web

from sandbox.github.api import (
    actions,
    checks,
    commits,
    contents,
    deployments,
    git_data,
    issues,
    pulls,
    repositories,
    reviews,
    search,
    users,
)

ROUTES: tuple[web.RouteTableDef, ...] = tuple(
    module.routes
    for module in (
        actions, checks, commits, contents, deployments, git_data, issues, pulls, repositories, reviews,
        search, users,
    )
)  # fmt: skip
