"""The type of the open JSON objects that Slack sends and takes."""

from typing import Any

Json = dict[str, Any]
