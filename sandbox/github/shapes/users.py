"""Users, teams and the organization."""

from typing import Any

from sandbox.company import Team
from sandbox.company.people import ORGANIZATION
from sandbox.github.forge import APP_LOGIN, BOT_LOGIN, Forge
from sandbox.github.links import Links, identity, node_id, stamp

ORGANIZATION_ID = 90001
_BOT_ID = 90002


def user(login: str, forge: Forge, links: Links) -> dict[str, Any]:
    """A user as other resources show it."""
    member = forge.member(login)
    number = member.github_id if member else _BOT_ID if login == BOT_LOGIN else identity("user", login)
    url = links.api(f"/users/{login}")
    return {
        "login": login,
        "id": number,
        "node_id": node_id("User", number),
        "avatar_url": links.page(f"/avatars/{login}"),
        "gravatar_id": "",
        "url": url,
        "html_url": links.page(f"/{login}"),
        "followers_url": f"{url}/followers",
        "following_url": f"{url}/following{{/other_user}}",
        "gists_url": f"{url}/gists{{/gist_id}}",
        "starred_url": f"{url}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{url}/subscriptions",
        "organizations_url": f"{url}/orgs",
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events{{/privacy}}",
        "received_events_url": f"{url}/received_events",
        "type": "Bot" if login == APP_LOGIN else "User",
        "site_admin": False,
    }


def full_user(login: str, forge: Forge, links: Links) -> dict[str, Any]:
    """A user as `/users/{login}` and `/user` show it."""
    member = forge.member(login)
    joined = stamp(forge.company.timeline.ago(weeks=120))
    return user(login, forge, links) | {
        "name": member.name if member else "Quarterdeck",
        "company": "Larkfield",
        "blog": "",
        "location": None,
        "email": member.email if member else None,
        "hireable": None,
        "bio": member.role if member else None,
        "public_repos": 0,
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": joined,
        "updated_at": joined,
    }


def organization(links: Links) -> dict[str, Any]:
    """The organization as the owner of a repository."""
    url = links.api(f"/orgs/{ORGANIZATION}")
    return {
        "login": ORGANIZATION,
        "id": ORGANIZATION_ID,
        "node_id": node_id("Organization", ORGANIZATION_ID),
        "avatar_url": links.page(f"/avatars/{ORGANIZATION}"),
        "url": url,
        "html_url": links.page(f"/{ORGANIZATION}"),
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events",
        "hooks_url": f"{url}/hooks",
        "issues_url": f"{url}/issues",
        "members_url": f"{url}/members{{/member}}",
        "public_members_url": f"{url}/public_members{{/member}}",
        "description": "Garden goods, online",
        "type": "Organization",
        "site_admin": False,
    }


def team(one: Team, links: Links) -> dict[str, Any]:
    """A team of the organization."""
    number = identity("team", one.slug)
    url = links.api(f"/organizations/{ORGANIZATION_ID}/team/{number}")
    return {
        "id": number,
        "node_id": node_id("Team", number),
        "name": one.name,
        "slug": one.slug,
        "description": None,
        "privacy": "closed",
        "notification_setting": "notifications_enabled",
        "permission": "push",
        "url": url,
        "html_url": links.page(f"/orgs/{ORGANIZATION}/teams/{one.slug}"),
        "members_url": f"{url}/members{{/member}}",
        "repositories_url": f"{url}/repos",
        "parent": None,
    }
