"""What stands around every specialist's model and tools.

The toolbox for calls; limits, retries and fall-back for models; grounding for drafts.
"""

from agents.middleware.budget import PaidFor
from agents.middleware.grounded import Grounded
from agents.middleware.malformed import MalformedCalls
from agents.middleware.shorten import shorten_old_results
from agents.middleware.steering import Steering
from agents.middleware.toolbox import APPROVAL, ThroughToolbox, langchain_tool
from agents.middleware.unbroken import UnbrokenWrites

__all__ = [
    "APPROVAL",
    "Grounded",
    "MalformedCalls",
    "PaidFor",
    "Steering",
    "ThroughToolbox",
    "UnbrokenWrites",
    "langchain_tool",
    "shorten_old_results",
]
