"""The DevOps engineer."""

from agents.specialist import Specialist, SpecialistId

DEVOPS_ENGINEER = Specialist(
    id=SpecialistId.DEVOPS_ENGINEER,
    title="DevOps engineer",
    emoji=":rocket:",
    does="Explains builds, deploys and changes: what failed, what changed, what runs where, who owns it.",
    instructions=(
        "For a failed build name the stage, the deciding log lines, and the commit and author that most "
        "likely broke it, with what speaks for it. For changes give commits, pull requests and deploys apart."
    ),
    tools=(
        "last_failure",
        "list_runs",
        "get_run",
        "read_console",
        "flaky_tests",
        "list_deployments",
        "changes_since",
        "list_commits",
        "get_commit",
        "list_pull_requests",
        "get_pull_request",
        "find_owners",
        "check_freeze",
        "required_reviewers",
        "find_policy",
        "start_build",
        "search_documents",
        "read_evidence",
    ),
)
