"""Traces, by OpenTelemetry's own variables. Nothing of it is imported where no endpoint is set.

https://opentelemetry.io/docs/specs/otel/protocol/exporter/
"""

import os
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import structlog

log = structlog.get_logger(__name__)

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
SPOKEN = "http/protobuf"


class Tracing:
    """Makes spans, where somebody takes them."""

    def __init__(self, tracer: Any = None, provider: Any = None) -> None:
        self._tracer = tracer
        self._provider = provider

    @classmethod
    def from_environment(cls) -> "Tracing":
        """As the OTEL_ variables say; without an endpoint, no traces."""
        if not any(os.environ.get(name) for name in ENDPOINTS):
            return cls()
        wanted = next((os.environ[name] for name in PROTOCOLS if os.environ.get(name)), SPOKEN)
        if wanted != SPOKEN:
            log.error("no traces", reason=f"{wanted} is not spoken here; set {PROTOCOLS[1]}={SPOKEN}")
            return cls()
        return cls._exporting()

    @classmethod
    def _exporting(cls) -> "Tracing":
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        # What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say wins over this name.
        named = os.environ.get("OTEL_SERVICE_NAME") or "quarterdeck"
        provider = TracerProvider(resource=Resource.create({"service.name": named}))
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        return cls(provider.get_tracer("quarterdeck"), provider)

    def span(self, name: str, **attributes: str) -> AbstractContextManager[Any]:
        """A stretch of work, below the one around it."""
        if self._tracer is None:
            return nullcontext()
        span: AbstractContextManager[Any] = self._tracer.start_as_current_span(
            name,
            attributes=attributes,
            # The message of an exception may hold what somebody said; its type is enough.
            record_exception=False,
            set_status_on_exception=True,
        )
        return span

    def close(self) -> None:
        """Send what is waiting. Blocking, for some seconds at most."""
        if self._provider is not None:
            self._provider.shutdown()
