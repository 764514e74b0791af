"""Which model the crew thinks with, and how far it may go on one ask."""

from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from storage import ENV_FILES, Limit, Payer

Provider = Literal["offline", "openai", "anthropic"]
MEASURES: tuple[Literal["tokens", "usd"], ...] = ("tokens", "usd")


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
    budget_tokens_per_ask: int = Field(
        default=400_000,
        ge=0,
        validation_alias=AliasChoices("BUDGET_TOKENS_PER_ASK", "MAX_TOKENS_PER_ASK"),
        description="Tokens that one ask may use, all specialists together: a hard stop. "
        "0 is no limit, here and below.",
    )
    budget_usd_per_ask: float = Field(
        default=0, ge=0, description="US dollars that one ask may cost. Dollars need both prices above."
    )
    budget_tokens_per_person: int = Field(
        default=0, ge=0, description="Tokens that one person may use a day."
    )
    budget_usd_per_person: float = Field(default=0, ge=0, description="US dollars for one person a day.")
    budget_tokens_per_team: int = Field(
        default=0, ge=0, description="Tokens that a team may use a day: those whom the catalogue puts in it."
    )
    budget_usd_per_team: float = Field(default=0, ge=0, description="US dollars for a team a day.")
    budget_tokens_per_day: int = Field(
        default=0, ge=0, description="Tokens that all may use a day, together."
    )
    budget_usd_per_day: float = Field(default=0, ge=0, description="US dollars for all a day, together.")
    knowledge_rewriting: bool = Field(
        default=False,
        description="Whether the model puts what is searched in the documents in other words, too: a call "
        "for each search. `quarterdeck knowledge eval --with-model` measures what it brings.",
    )
    knowledge_reranking: bool = Field(
        default=False,
        description="Whether the model puts the ten best passages in order and says whether they answer: "
        "a call for each search.",
    )
    knowledge_model_seconds: float = Field(
        default=8.0,
        gt=0,
        description="Longest wait for either, all tries together; then the search goes on without it.",
    )
    review_judging: bool = Field(
        default=True,
        description="Whether the model, where there is one, judges what analysers find in a review and reads "
        "the change: a call for each file with findings, and one. `quarterdeck eval review --with-model` "
        "measures what it brings.",
    )
    review_model_seconds: float = Field(
        default=30.0,
        gt=0,
        description="Longest wait for it, all tries together; then the findings stand as they are.",
    )
    budget_time_zone: str = Field(default="UTC", description="Whose midnight begins a new day for budgets.")

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

    def limits(self) -> tuple[Limit, ...]:
        """The budgets that are set."""
        found = []
        for payer, word in (("ask", "ask"), ("person", "person"), ("team", "team"), ("everyone", "day")):
            for measure in MEASURES:
                amount = Decimal(str(getattr(self, f"budget_{measure}_per_{word}")))
                if amount:
                    found.append(Limit(Payer(payer), measure, amount))
        return tuple(found)

    @property
    def knows_prices(self) -> bool:
        """Whether dollars can be counted."""
        priced = self.model_price_input is not None and self.model_price_output is not None
        return priced or self.provider == "offline"

    @property
    def limits_without_price(self) -> tuple[Limit, ...]:
        """The budgets in dollars that can't be kept, because nobody knows what the model costs."""
        return tuple(item for item in self.limits() if item.measure == "usd" and not self.knows_prices)

    @field_validator("budget_time_zone")
    @classmethod
    def _is_a_time_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("must be a time zone such as Europe/Berlin") from error
        return name

    @model_validator(mode="after")
    def _model_is_named(self) -> "AgentSettings":
        if self.provider != "offline" and not self.model:
            raise ValueError(f"MODEL must name the {self.provider} model to use")
        return self
