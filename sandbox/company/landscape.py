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
    }


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
