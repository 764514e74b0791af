"""Reading further in evidence that was too long to be shown whole.

Exports its tool and result.
"""

from tools.evidence.read_evidence import EvidencePage, read_evidence

TOOLS = (read_evidence,)

__all__ = ["TOOLS", "EvidencePage", "read_evidence"]
