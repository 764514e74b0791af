"""What people do with a review before it is published: the gate decides, the edge does it."""

from pydantic import BaseModel, ConfigDict

from tools.resource import Cost, a_repository
from tools.tool import Effect, Operation


class OfReview(BaseModel):
    """A review, by its pull request."""

    model_config = ConfigDict(extra="forbid", str_max_length=2000)

    repository: str
    number: int


class OfFinding(OfReview):
    """A finding of a review."""

    finding: str


def _operation(name: str, description: str, arguments: type[BaseModel]) -> Operation:
    return Operation(name, description, Effect.KEEP, a_repository(), Cost.LIGHT, arguments)


DROP_FINDING = _operation("drop_finding", "Take a finding out of a review.", OfFinding)
RESTORE_FINDING = _operation("restore_finding", "Put a dropped finding back into its review.", OfFinding)
REWORD_FINDING = _operation("reword_finding", "Say a finding in other words.", OfFinding)
TAKE_FINDING = _operation("take_finding", "Take a finding into a review that has no room for it.", OfFinding)
WITHDRAW_REVIEW = _operation("withdraw_review", "Dismiss a review that was not published.", OfReview)

OPERATIONS = (DROP_FINDING, RESTORE_FINDING, REWORD_FINDING, TAKE_FINDING, WITHDRAW_REVIEW)
