"""Which model the crew thinks with, and how far it may go on one ask."""

from typing import Literal

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from storage import ENV_FILES

Provider = Literal["offline", "openai", "anthropic"]


class AgentSettings(BaseSettings):
    """The model and its limits. Without a key the crew works offline, by its playbooks."""

    model_config = SettingsConfigDict(env_file=ENV_FILES, extra="ignore", populate_by_name=True)

    model_provider: Provider | None = Field(
        default=None,
        description="`openai` (and compatible servers), `anthropic` or `offline`. "
        "Empty: by the key that is set, else offline.",
    )
    model: str | None = Field(default=None, description="Name of the model, as its provider spells it.")
    openai_api_key: SecretStr | None = Field(
        default=None, description="Key of OpenAI or a compatible server."
    )
    openai_base_url: str | None = Field(default=None, description="Address of a compatible server.")
    anthropic_api_key: SecretStr | None = Field(default=None, description="Key of Anthropic.")
    anthropic_base_url: str | None = Field(
        default=None, description="Address of a gateway that speaks Anthropic's protocol."
    )
    model_timeout_seconds: float = Field(default=60.0, gt=0, description="Longest wait for one model call.")
    model_retries: int = Field(default=3, ge=0, le=10, description="Tries after a failed model call.")
    model_price_input: float | None = Field(
        default=None, ge=0, description="US dollars for a million input tokens, to show what an answer cost."
    )
    model_price_output: float | None = Field(
        default=None, ge=0, description="US dollars for a million output tokens."
    )
    max_model_calls: int = Field(
        default=15, ge=1, description="Model calls that one specialist may make for one ask."
    )
    max_tokens_per_ask: int = Field(
        default=200_000, ge=1, description="Tokens that one specialist may use for one ask: a hard stop."
    )

    answer_link_hosts: str = Field(
        default="",
        description="Hosts that answers may link to, beside those of the configured systems: names with "
        "commas between them, `*.example.com` for all below one. Other links are shown as words.",
    )

    @property
    def provider(self) -> Provider:
        """The provider in force."""
        if self.model_provider is not None:
            return self.model_provider
        if self.openai_api_key is not None:
            return "openai"
        return "anthropic" if self.anthropic_api_key is not None else "offline"

    @model_validator(mode="after")
    def _model_is_named(self) -> "AgentSettings":
        if self.provider != "offline" and not self.model:
            raise ValueError(f"MODEL must name the {self.provider} model to use")
        return self
