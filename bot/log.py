"""Logging: one line an event, with the ask's id, without secrets."""

import logging
import sys
from typing import Any, Literal

import structlog
from structlog.typing import EventDict, WrappedLogger

from tools.redaction import redact, redact_data

NOISY = ("slack_bolt", "slack_sdk", "procrastinate", "httpx", "httpcore", "chromadb", "alembic", "urllib3")


def configure(level: str, style: Literal["text", "json"] = "text") -> None:
    """Send the log lines of this process to standard error.

    Args:
        level: The least important lines to write, such as "info".
        style: Text for people, JSON for machines.
    """
    render: Any = structlog.processors.JSONRenderer()
    if style == "text":
        render = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _without_secrets,
            render,
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _without_secrets(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    plain = {key: _plain(value) for key, value in event.items()}
    cleaned: EventDict = redact_data(plain)
    return cleaned


def _plain(value: Any) -> Any:
    """A value as it will be written: what is not JSON is written as its `repr`, which may hold anything."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | None) else redact(repr(value))
