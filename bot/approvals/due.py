"""What waits too long: it expires, or others may decide, too."""

from storage import ApprovalStore, Queue

EVERY_TEN_SECONDS = "* * * * * */10"
APPROVALS_DUE = "approvals_due"


def look_after(queue: Queue, approvals: ApprovalStore, role: str) -> None:
    """Have it looked for now and then. Any number of replicas may do so: each row is moved once.

    Args:
        queue: Runs it.
        approvals: The approvals.
        role: Whose leave counts, too, after a while.
    """

    async def due() -> None:
        await approvals.expire_due()
        await approvals.escalate_due(role)

    queue.every(EVERY_TEN_SECONDS, APPROVALS_DUE, due)
