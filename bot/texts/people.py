"""Ids of Slack's members and user groups, and how they are mentioned."""

import re

# U…: a member; W…: one of an Enterprise organization.
_MEMBER = re.compile(r"[UW][A-Z0-9]+")
_GROUP = re.compile(r"S[A-Z0-9]+")


def is_member(account: str | None) -> bool:
    """Whether this is a person's id in Slack."""
    return account is not None and _MEMBER.fullmatch(account) is not None


def is_group(account: str) -> bool:
    """Whether this is a user group's id in Slack."""
    return _GROUP.fullmatch(account) is not None


def mention(account: str) -> str:
    """How Slack shows, and tells, this person; who is none of its members is named as they are."""
    return f"<@{account}>" if is_member(account) else account


def mention_group(group: str) -> str:
    """How Slack shows, and tells, everybody in this user group."""
    return f"<!subteam^{group}>"
