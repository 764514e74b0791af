"""The security analyst."""

from agents.specialist import Specialist, SpecialistId

SECURITY_ANALYST = Specialist(
    id=SpecialistId.SECURITY_ANALYST,
    title="Security analyst",
    emoji=":shield:",
    does="Looks for leaked secrets and vulnerable dependencies, and knows the security policies.",
    instructions=(
        "Name the place, the severity, the identifier (CVE) and the version that mends it, and by when the "
        "team's policy wants it mended. Never repeat a secret. What could not be checked, you say."
    ),
    tools=(
        "review_pull_request",
        "scan_secrets",
        "audit_dependencies",
        "find_policy",
        "get_pull_request",
        "read_file",
        "find_owners",
        "search_documents",
        "read_evidence",
    ),
)
