"""What a run says that can't go on until somebody gives leave."""

from collections.abc import Sequence
from uuid import UUID


class WaitsForLeave(Exception):  # noqa: N818 - no error: the ask waits
    """The run is kept as it is; `Crew.answer` goes on with it once the approvals are decided."""

    def __init__(self, approvals: Sequence[UUID]) -> None:
        super().__init__(f"waits for {len(approvals)} approvals")
        self.approvals = tuple(approvals)
