"""The models: OpenAI and compatible servers, Anthropic, and offline.

`Models` makes them from the settings.
"""

from agents.models.offline import CASE, DRAFT, OFFLINE, OfflineModel
from agents.models.provider import Models

__all__ = ["CASE", "DRAFT", "OFFLINE", "Models", "OfflineModel"]
