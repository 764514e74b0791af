"""What was changed at the vendors, as they show it themselves."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import httpx
import psycopg

PULL_REQUEST = "larkfield/payments"
NUMBER = 42
JOB = "payments-build"
MARKER = re.compile(r"\((w\d+)\)")
EXECUTED = "SELECT count(*) FROM approvals WHERE tool = 'start_build' AND state = 'executed'"


@dataclass(frozen=True, slots=True)
class Writes:
    """Comments by their marker, and how many builds the bot has started."""

    comments: Counter[str]
    builds: int

    @property
    def done(self) -> int:
        """How many there are."""
        return self.comments.total() + self.builds

    def doubled(self, builds_with_leave: int) -> int:
        """How many there are beyond what anybody gave leave for."""
        twice = sum(count - 1 for count in self.comments.values())
        return twice + max(0, self.builds - builds_with_leave)


async def writes(environment: Mapping[str, str]) -> Writes:
    """Ask GitHub for the comments and Jenkins for the builds."""
    async with httpx.AsyncClient(timeout=10) as client:
        page = await client.get(
            f"{environment['GITHUB_URL']}/repos/{PULL_REQUEST}/issues/{NUMBER}/comments",
            headers={"Authorization": f"Bearer {environment['GITHUB_TOKEN']}"},
            params={"per_page": 100},
        )
        comments = Counter(found[1] for one in page.json() if (found := MARKER.search(one["body"])))
        user = environment["JENKINS_USER"]
        tree = "builds[actions[causes[userId]]]{0,100}"
        page = await client.get(
            f"{environment['JENKINS_URL']}/job/{JOB}/api/json",
            auth=(user, environment["JENKINS_TOKEN"]),
            params={"tree": tree},
        )
    causes = [
        [cause.get("userId") for action in build["actions"] for cause in action.get("causes", ())]
        for build in page.json()["builds"]
    ]
    return Writes(comments, sum(user in cause for cause in causes))


async def builds_with_leave(url: str) -> int:
    """How many builds somebody gave leave for, that are done."""
    async with await psycopg.AsyncConnection.connect(url) as connection:
        row = await (await connection.execute(EXECUTED)).fetchone()
    return int(row[0]) if row else 0
