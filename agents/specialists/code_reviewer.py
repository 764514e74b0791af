"""The code reviewer."""

from dataclasses import replace

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
        "prepare_review",
        "review_pull_request",
        "review_changes",
        "list_findings",
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

# At a pull request commands do exactly what they say, so these tools are no model's to call.
AT_PULL_REQUESTS = replace(
    CODE_REVIEWER,
    tools=(
        *CODE_REVIEWER.tools,
        "publish_review",
        "settle_findings",
        "pause_reviews",
        "learn_from_pull_request",
    ),
)
