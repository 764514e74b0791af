"""Publishes a review because somebody has read what it says and pressed the button."""

from agents.case import Case
from agents.commands import PUBLISH
from agents.playbooks.at_pull_request import commanded
from agents.playbooks.playbook import Draft, Script, attempt, command
from agents.playbooks.wording import plural
from tools.reviews import ReviewPublished, publish_review
from tools.tool import ToolError


@command(PUBLISH)
def publish(case: Case) -> Script:
    """Post exactly the comments that were shown, and settle the threads whose cause is gone."""
    wanted = commanded(case)
    done = yield from attempt(
        publish_review,
        repository=wanted.repository,
        number=wanted.number,
        review=wanted.review or "",
        comments=list(wanted.comments),
    )
    if isinstance(done, ToolError):
        lead = "I can't tell whether the review was posted" if done.unsure else "The review was not posted"
        return Draft(f"**{lead}.** {done}")
    result: ReviewPublished = done.result
    told = []
    if result.posted:
        told.append(f"posted as a review with {plural(result.posted, 'comment')}")
    if result.resolved:
        told.append(f"{plural(result.resolved, 'thread')} settled, for their cause is gone")
    if result.reopened:
        told.append(f"{plural(result.reopened, 'thread')} opened again")
    if result.dismissed:
        told.append(f"{plural(result.dismissed, 'finding')} dismissed, as people there said")
    lead = f"**{wanted.place}:** {'; '.join(told) or 'there was nothing new to say'} [{done.id}]."
    return Draft("\n\n".join([lead, *(f"_{note}_" for note in result.notes)]))
