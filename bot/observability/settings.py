"""Where a process says how it is."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from storage import ENV_FILES


class ObservabilitySettings(BaseSettings):
    """Where each process answers /healthz, /readyz and /metrics. Traces follow the usual OTEL_ variables."""

    model_config = SettingsConfigDict(env_file=ENV_FILES, extra="ignore", populate_by_name=True)

    metrics_host: str = Field(
        default="127.0.0.1",
        description="Address that /healthz, /readyz and /metrics are served on; `0.0.0.0` in containers.",
    )
    metrics_port: int = Field(
        default=9464,
        ge=0,
        le=65535,
        description="Port of that; 0 takes any that is free, and so does the default where it is taken. "
        "The workers that `quarterdeck run` starts take the ports after it.",
    )
