"""The code reviewer."""

from agents.specialist import Specialist, SpecialistId

CODE_REVIEWER = Specialist(
    id=SpecialistId.CODE_REVIEWER,
    title="Code reviewer",
    emoji=":mag:",
    does="Reviews pull requests and changes, finds code and its owners, measures technical debt.",
    instructions=(
        "Report what can break, leak or be misused, at file and line, worst first. No praise, no style "
        "remarks that a formatter settles. Name what the change leaves untested."
    ),
    tools=(
        "review_pull_request",
        "review_changes",
        "technical_debt",
        "compare",
        "list_pull_requests",
        "get_pull_request",
        "read_diff",
        "read_file",
        "list_commits",
        "get_commit",
        "search_code",
        "find_owners",
        "required_reviewers",
        "comment",
        "search_documents",
        "read_evidence",
    ),
)
