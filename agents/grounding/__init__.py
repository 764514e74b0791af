"""No claim without evidence: checks of citations, numbers, moments and numbered names.

Used twice: to send a model's draft back for mending, and to withhold what is still unsupported.
"""

from agents.grounding.check import GroundedText, check, ground
from agents.grounding.citations import cited_ids
from agents.grounding.source import Source, sources

__all__ = ["GroundedText", "Source", "check", "cited_ids", "ground", "sources"]
