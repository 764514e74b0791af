"""What a run carries besides its state: who asks, the tools, and where signs of progress go."""

from dataclasses import dataclass

from agents.answer import Progress
from tools.gate import Subject
from tools.toolbox import Toolbox


@dataclass(frozen=True, slots=True)
class RunContext:
    """Given to every node and middleware of one run; never checkpointed."""

    subject: Subject
    toolbox: Toolbox
    progress: Progress
