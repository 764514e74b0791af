"""Issues, pull requests, comments and reviews."""

from typing import Any

from sandbox.company.people import ORGANIZATION
from sandbox.company.pull_requests import PullRequest
from sandbox.github.conversation import Posted, Thread
from sandbox.github.forge import Forge, Hosted
from sandbox.github.links import Links, identity, node_id, stamp, stamp_or_none
from sandbox.github.shapes.repositories import repository
from sandbox.github.shapes.reviews import no_reactions, reactions
from sandbox.github.shapes.users import team, user

_COLORS = {"bug": "d73a4a", "security": "b60205", "enhancement": "a2eeef", "flaky-test": "fbca04"}


def label(name: str, hosted: Hosted, links: Links) -> dict[str, Any]:
    """A label."""
    number = identity("label", hosted.name, name)
    return {
        "id": number,
        "node_id": node_id("Label", number),
        "url": links.api(f"/repos/{hosted.full_name}/labels/{name}"),
        "name": name,
        "color": _COLORS.get(name, "ededed"),
        "default": name in ("bug", "enhancement", "documentation"),
        "description": None,
    }


def milestone(title: str, hosted: Hosted, forge: Forge, links: Links) -> dict[str, Any]:
    """A milestone; the company has one a repository at most."""
    number = identity("milestone", hosted.name, title)
    threads = [thread for thread in hosted.threads.values() if thread.record.milestone == title]
    still_open = sum(thread.record.closed_at is None for thread in threads)
    begun = stamp(min(thread.record.opened_at for thread in threads))
    owner = hosted.company.service(hosted.name).owner
    return {
        "url": links.api(f"/repos/{hosted.full_name}/milestones/1"),
        "html_url": links.page(f"/{hosted.full_name}/milestone/1"),
        "labels_url": links.api(f"/repos/{hosted.full_name}/milestones/1/labels"),
        "id": number,
        "node_id": node_id("Milestone", number),
        "number": 1,
        "title": title,
        "description": f"Release {title}",
        "creator": user(owner, forge, links),
        "open_issues": still_open,
        "closed_issues": len(threads) - still_open,
        "state": "open",
        "created_at": begun,
        "updated_at": begun,
        "due_on": stamp(forge.company.timeline.freeze_starts_at),
        "closed_at": None,
    }


def _both(thread: Thread, hosted: Hosted, forge: Forge, links: Links) -> dict[str, Any]:
    """What issues and pull requests have in common."""
    record = thread.record
    assignees = [user(login, forge, links) for login in record.assignees]
    return {
        "number": record.number,
        "title": record.title,
        "user": user(record.author, forge, links),
        "labels": [label(name, hosted, links) for name in record.labels],
        "state": "closed" if record.closed_at else "open",
        "locked": False,
        "active_lock_reason": None,
        "assignee": assignees[0] if assignees else None,
        "assignees": assignees,
        "milestone": milestone(record.milestone, hosted, forge, links) if record.milestone else None,
        "created_at": stamp(record.opened_at),
        "updated_at": stamp(thread.updated_at),
        "closed_at": stamp_or_none(record.closed_at),
        "author_association": "MEMBER",
        "body": record.body,
    }


def issue(thread: Thread, hosted: Hosted, forge: Forge, links: Links) -> dict[str, Any]:
    """An issue, or a pull request seen as one."""
    record = thread.record
    number = identity("issue", hosted.name, record.number)
    url = links.api(f"/repos/{hosted.full_name}/issues/{record.number}")
    kind = "pull" if isinstance(record, PullRequest) else "issues"
    shape = _both(thread, hosted, forge, links) | {
        "id": number,
        "node_id": node_id("Issue", number),
        "url": url,
        "repository_url": links.api(f"/repos/{hosted.full_name}"),
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "timeline_url": f"{url}/timeline",
        "html_url": links.page(f"/{hosted.full_name}/{kind}/{record.number}"),
        "comments": len(thread.comments),
        "state_reason": "completed" if record.closed_at else None,
        "reactions": no_reactions(url),
        "performed_via_github_app": None,
    }
    if isinstance(record, PullRequest):
        page = links.page(f"/{hosted.full_name}/pull/{record.number}")
        shape["draft"] = record.draft
        shape["pull_request"] = {
            "url": links.api(f"/repos/{hosted.full_name}/pulls/{record.number}"),
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            "merged_at": stamp_or_none(record.merged_at),
        }
    return shape


def pull(thread: Thread, base_sha: str, hosted: Hosted, forge: Forge, links: Links) -> dict[str, Any]:
    """A pull request as lists show it."""
    record = thread.pull
    number = identity("pull", hosted.name, record.number)
    repo = links.api(f"/repos/{hosted.full_name}")
    url, page = f"{repo}/pulls/{record.number}", links.page(f"/{hosted.full_name}/pull/{record.number}")
    teams = [one for one in forge.company.teams if one.slug in record.requested_teams]
    addresses = {
        "self": url,
        "html": page,
        "issue": f"{repo}/issues/{record.number}",
        "comments": f"{repo}/issues/{record.number}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{repo}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{repo}/statuses/{record.head_sha}",
    }
    return _both(thread, hosted, forge, links) | {
        "url": url,
        "id": number,
        "node_id": node_id("PullRequest", number),
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "issue_url": addresses["issue"],
        "commits_url": addresses["commits"],
        "review_comments_url": addresses["review_comments"],
        "review_comment_url": addresses["review_comment"],
        "comments_url": addresses["comments"],
        "statuses_url": addresses["statuses"],
        "merged_at": stamp_or_none(record.merged_at),
        "merge_commit_sha": record.merge_sha,
        "requested_reviewers": [user(login, forge, links) for login in record.requested_reviewers],
        "requested_teams": [team(one, links) for one in teams],
        "head": _part(record.branch, record.head_sha, hosted, links),
        "base": _part(record.base, base_sha, hosted, links),
        "_links": {name: {"href": address} for name, address in addresses.items()},
        "auto_merge": None,
        "draft": record.draft,
    }


def comment(posted: Posted, number: int, hosted: Hosted, forge: Forge, links: Links) -> dict[str, Any]:
    """A comment in the conversation."""
    repo = links.api(f"/repos/{hosted.full_name}")
    kind = "pull" if isinstance(hosted.threads[number].record, PullRequest) else "issues"
    return {
        "url": f"{repo}/issues/comments/{posted.id}",
        "html_url": links.page(f"/{hosted.full_name}/{kind}/{number}#issuecomment-{posted.id}"),
        "issue_url": f"{repo}/issues/{number}",
        "id": posted.id,
        "node_id": node_id("IssueComment", posted.id),
        "user": user(posted.author, forge, links),
        "created_at": stamp(posted.at),
        "updated_at": stamp(posted.updated_at),
        "author_association": "MEMBER",
        "body": posted.body,
        "performed_via_github_app": None,
        "reactions": reactions(posted, f"{repo}/issues/comments/{posted.id}"),
    }


def _part(branch: str, sha: str, hosted: Hosted, links: Links) -> dict[str, Any]:
    repo = repository(hosted, links)
    return {
        "label": f"{ORGANIZATION}:{branch}",
        "ref": branch,
        "sha": sha,
        "user": repo["owner"],
        "repo": repo,
    }
