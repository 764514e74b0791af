"""Who must review a change of a repository."""

from pydantic import BaseModel

from tools.connections import Connections
from tools.policies.folder import policies_of
from tools.policies.models import ReviewPolicy
from tools.resource import a_repository
from tools.tool import Effect, ToolResult, tool


class PathReviewers(BaseModel):
    """Teams that must look at changes of certain paths."""

    paths: list[str]
    teams: list[str]


class RequiredReviewers(ToolResult):
    """How many approvals a repository needs."""

    source: str = "policies"
    repository: str
    reviewers: int
    code_owners: int
    paths: list[PathReviewers]
    quote: str

    def title(self) -> str:
        """The numbers in one line."""
        owners = f", of them {self.code_owners} code owner" if self.code_owners else ""
        return f"{self.repository} needs {self.reviewers} reviewer{'s' * (self.reviewers != 1)}{owners}"

    def content(self) -> str:
        """The rule with the lines of the policy that say so."""
        extra = [f"Changes of {_paths(rule)} also need: {', '.join(rule.teams)}." for rule in self.paths]
        quote = "\n".join(f"> {line}" for line in self.quote.splitlines() if line.strip())
        return "\n\n".join([f"{self.title()}.", *extra, quote])


def _paths(rule: PathReviewers) -> str:
    """As code: the stars of a glob are no emphasis."""
    return ", ".join(f"`{path}`" for path in rule.paths)


@tool(Effect.READ, a_repository())
async def required_reviewers(connections: Connections, repository: str) -> RequiredReviewers:
    """Look up how many reviewers and code owners the policy asks for in a repository, and quote it.

    Args:
        repository: The repository, as owner/name, its short name, or the name of its service.
    """
    folder = await policies_of(connections)
    page, policy = folder.one(ReviewPolicy, "reviews")
    entry = connections.catalog.repository(repository)
    name = entry.name if entry else repository
    rules = {key.lower(): rule for key, rule in policy.repositories.items()}
    short = name.rpartition("/")[2].lower()
    own = rules.get(name.lower()) or rules.get(short)
    rule = own or policy.default
    quote = (page.quote(short, "review") if own else page.quote("every other", "review")) or page.quote(
        "review"
    )
    return RequiredReviewers(
        url=quote.url if quote else page.url,
        repository=name,
        reviewers=rule.reviewers,
        code_owners=rule.code_owners,
        paths=[PathReviewers(paths=list(item.paths), teams=list(item.teams)) for item in policy.rules],
        quote=quote.text if quote else "",
    )
