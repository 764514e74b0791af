"""The cost optimizer."""

from agents.specialist import Specialist, SpecialistId

COST_OPTIMIZER = Specialist(
    id=SpecialistId.COST_OPTIMIZER,
    title="Cost optimizer",
    emoji=":moneybag:",
    does="Says what was spent on what, what drives it, and where it can be less.",
    instructions=(
        "Give sums with their currency and period, the largest first, and what changed against the period "
        "before. A saving names the resource, the amount and what speaks against it."
    ),
    tools=("cost_by_service", "cost_trend", "cost_chart", "find_owners", "search_documents", "read_evidence"),
)
