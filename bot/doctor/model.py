"""Whether the model's provider answers and accepts the key. It costs nothing: no tokens are used."""

import httpx
from pydantic import SecretStr

from bot.doctor.check import SECONDS, Check, State, look
from bot.settings import Settings
from tools.tool import ToolError

OPENAI = "https://api.openai.com/v1"
ANTHROPIC = "https://api.anthropic.com"


async def model_check(settings: Settings) -> Check:
    """The provider that is in force."""
    if settings.provider == "offline":
        found = "Offline: the crew works by its playbooks."
        todo = "For a model, set OPENAI_API_KEY or ANTHROPIC_API_KEY, and MODEL."
        return Check(name="Model", state=State.OK, found=found, todo=todo)
    return await look("Model", lambda: _models(settings), "Check the key, MODEL and OPENAI_BASE_URL.")


async def _models(settings: Settings) -> str:
    if settings.provider == "anthropic":
        base, key = f"{settings.anthropic_base_url or ANTHROPIC}/v1", settings.anthropic_api_key
        headers = {"x-api-key": _plain(key), "anthropic-version": "2023-06-01"}
    else:
        base, key = settings.openai_base_url or OPENAI, settings.openai_api_key
        headers = {"Authorization": f"Bearer {_plain(key)}"}
    async with httpx.AsyncClient(timeout=SECONDS, headers=headers) as client:
        response = await client.get(f"{base.rstrip('/')}/models")
    if response.status_code in (401, 403):
        raise ToolError(f"{settings.provider} refused the key.", "Check the key.")
    response.raise_for_status()
    known = {item.get("id") for item in response.json().get("data", [])}
    if known and settings.model not in known:
        raise ToolError(f"{settings.provider} has no model called {settings.model}.", "Check MODEL.")
    return f"{settings.model} at {settings.provider}"


def _plain(key: SecretStr | None) -> str:
    return key.get_secret_value() if key is not None else "none"
