"""Makes the chat models that the settings ask for."""

from typing import Any

from langchain_core.language_models import BaseChatModel

from agents.models.offline import OfflineModel
from agents.settings import AgentSettings
from agents.specialist import SpecialistId


class Models:
    """The models of a crew. Providers are imported when first needed: their imports take seconds."""

    def __init__(self, settings: AgentSettings) -> None:
        self._settings = settings
        self._online: BaseChatModel | None = None

    @property
    def name(self) -> str:
        """What answers say they were made with."""
        return self._settings.model or "offline"

    def online(self) -> BaseChatModel | None:
        """The real model, or None where the crew works offline."""
        if self._online is None and self._settings.provider != "offline":
            self._online = _online_model(self._settings)
        return self._online

    def for_specialist(self, specialist: SpecialistId) -> BaseChatModel:
        """The model that a specialist thinks with."""
        return self.online() or OfflineModel(specialist=specialist)

    def fallback(self, specialist: SpecialistId) -> BaseChatModel | None:
        """What takes over when the real model does not answer: the playbooks."""
        return OfflineModel(specialist=specialist) if self.online() else None

    def dollars(self, input_tokens: int, output_tokens: int, model: str) -> float | None:
        """The price of so many tokens in US dollars, or None where no price is set."""
        if model == "offline":
            return 0.0
        price_in, price_out = self._settings.model_price_input, self._settings.model_price_output
        if price_in is None or price_out is None:
            return None
        return (input_tokens * price_in + output_tokens * price_out) / 1_000_000


def _online_model(settings: AgentSettings) -> BaseChatModel:
    shared: dict[str, Any] = {
        "model": settings.model,
        "timeout": settings.model_timeout_seconds,
        "max_retries": settings.model_retries,
    }
    if settings.provider == "openai":
        from langchain_openai import ChatOpenAI

        # Compatible servers often start without a key; the client insists on some value.
        key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"
        return ChatOpenAI(api_key=lambda: key, base_url=settings.openai_base_url, stream_usage=True, **shared)
    from langchain_anthropic import ChatAnthropic

    return ChatAnthropic(api_key=settings.anthropic_api_key, **shared)
