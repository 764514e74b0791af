"""What a run carries besides its state: who asks, the tools, and where signs of progress go."""

from dataclasses import dataclass

from agents.answer import Progress
from agents.spending import Spending
from storage import AskStore
from tools.gate import Subject
from tools.toolbox import Toolbox


@dataclass(frozen=True, slots=True)
class RunContext:
    """Given to every node and middleware of one run; never checkpointed.

    `asks` is where additions to the ask come from while it is worked on.
    """

    subject: Subject
    toolbox: Toolbox
    progress: Progress
    spending: Spending
    asks: AskStore | None = None
