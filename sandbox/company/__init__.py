"""The pretend company: one set of facts that every stand-in tells.

`Company(now, home)` ties together people, services, the timeline of the story and the git repositories.
Everything is deterministic for the same `now` and `seed`.
"""

from sandbox.company.company import Company
from sandbox.company.deployments import Deploy
from sandbox.company.people import BOT, CHANNELS, MEMBERS, TEAMS, BotApp, Channel, Member, Team
from sandbox.company.services import ENVIRONMENTS, JOBS, REPOSITORIES, SERVICES, Job, Service
from sandbox.company.timeline import Timeline

__all__ = [
    "BOT",
    "CHANNELS",
    "ENVIRONMENTS",
    "JOBS",
    "MEMBERS",
    "REPOSITORIES",
    "SERVICES",
    "TEAMS",
    "BotApp",
    "Channel",
    "Company",
    "Deploy",
    "Job",
    "Member",
    "Service",
    "Team",
    "Timeline",
]
