"""The resources of the REST API, one module for each chapter of GitHub's documentation."""

from aiohttp import web

from sandbox.github.api import (
    actions,
    apps,
    check_runs,
    checks,
    commits,
    contents,
    deployments,
    git_data,
    hooks,
    issues,
    pulls,
    reactions,
    repositories,
    review_comments,
    reviews,
    search,
    users,
)

ROUTES: tuple[web.RouteTableDef, ...] = tuple(
    module.routes
    for module in (
        actions, apps, check_runs, checks, commits, contents, deployments, git_data, hooks, issues, pulls,
        reactions, repositories, review_comments, reviews, search, users,
    )
)  # fmt: skip
