"""Makes the chat models that the settings ask for."""

from typing import TYPE_CHECKING, Any

from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from agents.models.offline import OfflineModel
from agents.settings import AgentSettings
from agents.specialist import SpecialistId

if TYPE_CHECKING:
    from openai import DefaultAsyncHttpxClient


class Models:
    """The models of a crew. Providers are imported when first needed: their imports take seconds."""

    def __init__(self, settings: AgentSettings) -> None:
        self._settings = settings
        self._online: BaseChatModel | None = None
        self._http: DefaultAsyncHttpxClient | None = None

    @property
    def name(self) -> str:
        """What answers say they were made with."""
        return self._settings.model or "offline"

    def online(self) -> BaseChatModel | None:
        """The real model, or None where the crew works offline."""
        if self._online is None and self._settings.provider != "offline":
            self._online = self._openai() if self._settings.provider == "openai" else self._anthropic()
        return self._online

    async def close(self) -> None:
        """Close the connections to the provider."""
        if self._http is not None:
            await self._http.aclose()

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

    def _openai(self) -> BaseChatModel:
        from langchain_openai import ChatOpenAI
        from openai import DefaultAsyncHttpxClient

        settings = self._settings
        # Compatible servers often start without a key; the client insists on some value.
        key = settings.openai_api_key or SecretStr("none")
        # Our own: the integration shares its clients across the process and so can't close them.
        self._http = DefaultAsyncHttpxClient()
        return ChatOpenAI(
            api_key=key,
            base_url=settings.openai_base_url,
            stream_usage=True,
            http_async_client=self._http,
            **self._shared(),
        )

    def _anthropic(self) -> BaseChatModel:
        from langchain_anthropic import ChatAnthropic

        settings = self._settings
        place: dict[str, Any] = (
            {"base_url": settings.anthropic_base_url} if settings.anthropic_base_url else {}
        )
        return ChatAnthropic(api_key=settings.anthropic_api_key, **place, **self._shared())

    def _shared(self) -> dict[str, Any]:
        # The clients of both providers wait and try again by themselves, as long as the server tells them to.
        return {
            "model": self._settings.model,
            "timeout": self._settings.model_timeout_seconds,
            "max_retries": self._settings.model_retries,
        }
