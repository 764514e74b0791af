"""What Larkfield would write into a catalogue of its services, repositories, pipelines and people."""

from typing import Any

from sandbox.company.company import Company
from sandbox.company.people import EMAIL_DOMAIN, ORGANIZATION, TEAM_ID, TEAM_NAME


def landscape(company: Company) -> dict[str, Any]:
    """The catalogue as JSON values."""
    return {
        "organization": TEAM_NAME,
        "project": "shop",
        "slack_team": TEAM_ID,
        "people": [
            {
                "name": member.name,
                "email": f"{member.handle}@{EMAIL_DOMAIN}",
                "slack": member.slack_id,
                "github": member.handle,
            }
            for member in company.members
        ],
        "environments": [{"name": "production", "production": True}, {"name": "staging"}],
        "services": [
            {
                "name": service.name,
                "description": service.description,
                "owner": company.member(service.owner).name,
                "team": service.team,
                "channel": company.channel(service.channel).id,
            }
            for service in company.services
        ],
        "repositories": [
            *({"name": service.repository, "service": service.name} for service in company.services),
            {"name": f"{ORGANIZATION}/handbook"},
        ],
        "pipelines": [*_jobs(company), *_workflows(company)],
        "roles": _roles(company),
    }


def _roles(company: Company) -> list[dict[str, Any]]:
    """Engineers look after the services of their teams; the others' roles count everywhere."""
    held: list[dict[str, Any]] = []
    for handle in ("jonas", "priya"):
        person = company.member(handle)
        teams = {team.slug for team in company.teams if handle in team.members}
        services = [service.name for service in company.services if service.team in teams]
        held.append({"person": person.name, "role": "engineer", "services": services})
    everywhere = {
        "tom": ("sre",),
        "maya": ("release-manager", "admin"),
        "lin": ("security",),
        "sofia": ("finance",),
    }
    return [
        *held,
        *(
            {"person": company.member(one).name, "role": role}
            for one, roles in everywhere.items()
            for role in roles
        ),
    ]


def _jobs(company: Company) -> list[dict[str, Any]]:
    return [
        {"name": job.name, "provider": "jenkins", "kind": job.kind, "service": job.service}
        for job in company.jobs
    ]


def _workflows(company: Company) -> list[dict[str, Any]]:
    return [
        {
            "name": workflow,
            "provider": "github-actions",
            "kind": "deploy" if workflow == "Deploy" else "build",
            "service": service.name,
            "repository": service.repository,
        }
        for service in company.services
        for workflow in service.workflows
    ]
