"""Repositories, branches, tags and releases."""

from typing import Any

from sandbox.company import Deploy
from sandbox.company.repositories import Commit
from sandbox.github.forge import Forge, Hosted
from sandbox.github.links import Links, identity, node_id, stamp
from sandbox.github.shapes.users import organization, user

_LANGUAGES = {"handbook": None}

# Addresses of a repository's parts: field of the object, path below the repository.
_PARTS = {
    "forks_url": "/forks",
    "keys_url": "/keys{/key_id}",
    "collaborators_url": "/collaborators{/collaborator}",
    "teams_url": "/teams",
    "hooks_url": "/hooks",
    "issue_events_url": "/issues/events{/number}",
    "events_url": "/events",
    "assignees_url": "/assignees{/user}",
    "branches_url": "/branches{/branch}",
    "tags_url": "/tags",
    "blobs_url": "/git/blobs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "trees_url": "/git/trees{/sha}",
    "statuses_url": "/statuses/{sha}",
    "languages_url": "/languages",
    "stargazers_url": "/stargazers",
    "contributors_url": "/contributors",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "commits_url": "/commits{/sha}",
    "git_commits_url": "/git/commits{/sha}",
    "comments_url": "/comments{/number}",
    "issue_comment_url": "/issues/comments{/number}",
    "contents_url": "/contents/{+path}",
    "compare_url": "/compare/{base}...{head}",
    "merges_url": "/merges",
    "archive_url": "/{archive_format}{/ref}",
    "downloads_url": "/downloads",
    "issues_url": "/issues{/number}",
    "pulls_url": "/pulls{/number}",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "labels_url": "/labels{/name}",
    "releases_url": "/releases{/id}",
    "deployments_url": "/deployments",
}


def language_of(hosted: Hosted) -> str | None:
    """The language that most of the code is written in."""
    if hosted.name in _LANGUAGES:
        return None
    return hosted.company.service(hosted.name).language


def description_of(hosted: Hosted) -> str:
    """One line about a repository."""
    if hosted.name == "handbook":
        return "Runbooks, postmortems, policies and costs"
    return hosted.company.service(hosted.name).description


def repository(hosted: Hosted, links: Links) -> dict[str, Any]:
    """A repository."""
    number = identity("repository", hosted.name)
    url, page = links.api(f"/repos/{hosted.full_name}"), links.page(f"/{hosted.full_name}")
    open_issues = sum(thread.record.closed_at is None for thread in hosted.threads.values())
    pushed = stamp(max(commit.at for commit in hosted.history.commits))
    return {
        "id": number,
        "node_id": node_id("Repository", number),
        "name": hosted.name,
        "full_name": hosted.full_name,
        "private": True,
        "visibility": "private",
        "owner": organization(links),
        "html_url": page,
        "description": description_of(hosted),
        "fork": False,
        "url": url,
        **{field: f"{url}{path}" for field, path in _PARTS.items()},
        "created_at": stamp(hosted.history.commits[0].at),
        "updated_at": pushed,
        "pushed_at": pushed,
        "git_url": page.replace("http", "git", 1) + ".git",
        "ssh_url": f"git@{links.origin.partition('//')[2]}:{hosted.full_name}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "homepage": None,
        "size": 128,
        "stargazers_count": 0,
        "watchers_count": 0,
        "language": language_of(hosted),
        "has_issues": True,
        "has_projects": False,
        "has_downloads": False,
        "has_wiki": False,
        "has_pages": False,
        "has_discussions": False,
        "forks_count": 0,
        "mirror_url": None,
        "archived": False,
        "disabled": False,
        "open_issues_count": open_issues,
        "license": None,
        "topics": [],
        "forks": 0,
        "open_issues": open_issues,
        "watchers": 0,
        "default_branch": "main",
        "permissions": {"admin": False, "maintain": False, "push": True, "triage": True, "pull": True},
        "allow_squash_merge": False,
        "allow_merge_commit": True,
        "allow_rebase_merge": False,
        "delete_branch_on_merge": True,
    }


def release(commit: Commit, hosted: Hosted, forge: Forge, links: Links) -> dict[str, Any]:
    """A release, made from a tagged commit."""
    tag = commit.tag or ""
    number = identity("release", hosted.name, tag)
    url = links.api(f"/repos/{hosted.full_name}/releases/{number}")
    return {
        "url": url,
        "assets_url": f"{url}/assets",
        "upload_url": f"{url}/assets{{?name,label}}",
        "html_url": links.page(f"/{hosted.full_name}/releases/tag/{tag}"),
        "id": number,
        "node_id": node_id("Release", number),
        "tag_name": tag,
        "target_commitish": commit.branch,
        "name": f"{hosted.name} {tag.removeprefix('v')}",
        "draft": False,
        "prerelease": "-rc" in tag,
        "author": user(commit.author, forge, links),
        "created_at": stamp(commit.at),
        "published_at": stamp(commit.at),
        "assets": [],
        "tarball_url": links.api(f"/repos/{hosted.full_name}/tarball/{tag}"),
        "zipball_url": links.api(f"/repos/{hosted.full_name}/zipball/{tag}"),
        "body": commit.subject,
    }


def deployment(deploy: Deploy, hosted: Hosted, forge: Forge, links: Links) -> dict[str, Any]:
    """A deployment of a tagged version."""
    number = deployment_id(deploy)
    url = links.api(f"/repos/{hosted.full_name}/deployments/{number}")
    return {
        "url": url,
        "id": number,
        "node_id": node_id("Deployment", number),
        "sha": hosted.history.tagged(deploy.tag).sha,
        "ref": deploy.tag,
        "task": "deploy",
        "payload": {"version": deploy.version, "build": deploy.build},
        "original_environment": deploy.environment,
        "environment": deploy.environment,
        "description": f"{deploy.service} {deploy.version} to {deploy.environment}",
        "creator": user(deploy.by, forge, links),
        "created_at": stamp(deploy.at),
        "updated_at": stamp(deploy.at),
        "statuses_url": f"{url}/statuses",
        "repository_url": links.api(f"/repos/{hosted.full_name}"),
        "transient_environment": False,
        "production_environment": deploy.environment == "production",
    }


def deployment_status(deploy: Deploy, hosted: Hosted, forge: Forge, links: Links) -> dict[str, Any]:
    """How a deployment ended; every one of the story's ended well, whatever came after."""
    number = identity("deployment status", deployment_id(deploy))
    url = links.api(f"/repos/{hosted.full_name}/deployments/{deployment_id(deploy)}")
    return {
        "url": f"{url}/statuses/{number}",
        "id": number,
        "node_id": node_id("DeploymentStatus", number),
        "state": "success",
        "creator": user(deploy.by, forge, links),
        "description": f"{deploy.version} is running",
        "environment": deploy.environment,
        "target_url": "",
        "log_url": "",
        "environment_url": "",
        "created_at": stamp(deploy.at),
        "updated_at": stamp(deploy.at),
        "deployment_url": url,
        "repository_url": links.api(f"/repos/{hosted.full_name}"),
    }


def deployment_id(deploy: Deploy) -> int:
    """The number of a deployment."""
    return identity("deployment", deploy.service, deploy.version, deploy.environment)
