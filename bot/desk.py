"""What the listeners can reach."""

from dataclasses import dataclass

from bot.approvals import Cards, Presses
from bot.examples import Example
from bot.feedback import FeedbackStore
from bot.intake import Intake
from bot.keeping import Jobs, Sources
from bot.payloads import Payloads
from bot.reviews import Boards, ReviewPresses, VisibleReviews
from bot.signs import Signs
from bot.systems import System
from storage import AskStore, EvidenceStore
from storage.knowledge.gaps import GapStore


@dataclass(frozen=True, slots=True)
class Desk:
    """Handed to every listener that names a parameter `desk`."""

    payloads: Payloads
    intake: Intake
    signs: Signs
    asks: AskStore
    evidence: EvidenceStore
    feedback: FeedbackStore
    gaps: GapStore
    jobs: Jobs
    sources: Sources
    project: str
    presses: Presses
    cards: Cards
    reviews: ReviewPresses
    boards: Boards
    visible_reviews: VisibleReviews
    systems: tuple[System, ...]
    examples: tuple[Example, ...]
    workspace_url: str
