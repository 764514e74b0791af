"""The crew's graph: route, specialists side by side, synthesis, grounding; checkpointed at each step.

`Crew` is all that others need.
"""

from agents.crew.crew import LOCAL_REPOSITORY, Crew

__all__ = ["LOCAL_REPOSITORY", "Crew"]
