"""How payloads reach the app: over Socket Mode's WebSockets or by signed HTTP requests.

`Outbox` sends events with Slack's retries, and commands and interactions once, waiting for their answer.
"""

from sandbox.slack.delivery.http_mode import HttpMode
from sandbox.slack.delivery.outbox import EventRecord, Outbox
from sandbox.slack.delivery.route import DeliveryError, Kind, Retry, Route
from sandbox.slack.delivery.socket_mode import SocketMode

__all__ = ["DeliveryError", "EventRecord", "HttpMode", "Kind", "Outbox", "Retry", "Route", "SocketMode"]
