"""Writes `docs/settings.md`: every setting with its description and default."""

import sys
from pathlib import Path
from typing import Any

from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

from agents import AgentSettings
from bot.observability.settings import ObservabilitySettings
from bot.settings import Settings, SlackSettings, environment_names
from knowledge import KnowledgeSettings
from storage import StorageSettings
from tools.settings import ToolSettings

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"
SECTIONS: dict[str, type[BaseSettings]] = {
    "Slack": SlackSettings,
    "Observation": ObservabilitySettings,
    "Models": AgentSettings,
    "Systems that the crew looks at": ToolSettings,
    "Data": StorageSettings,
    "Documents": KnowledgeSettings,
}
HEAD = """# Settings

Quarterdeck reads its settings from environment variables and from a file `.env` in the folder where it is
started; the environment wins. Secrets are never printed. `quarterdeck doctor` says which of them work.

This page is written by `python -m bot.settings_page`.
"""


def page() -> str:
    """The text of the page."""
    names = environment_names()
    parts, listed = [HEAD], set[str]()
    for title, section in SECTIONS.items():
        parts.append(
            f"## {title}\n\n{_first_line(section)}\n\n| Setting | Default | What it is |\n|---|---|---|"
        )
        # Some sections share settings: each stands where it comes first.
        for name in (name for name in section.model_fields if name not in listed):
            listed.add(name)
            field = Settings.model_fields[name]
            parts.append(f"| `{names[name]}` | {_default(field)} | {field.description} |")
        parts.append("")
    return "\n".join(parts)


def _first_line(section: type[BaseSettings]) -> str:
    return (section.__doc__ or "").strip().splitlines()[0]


def _default(field: Any) -> str:
    value = field.get_default(call_default_factory=True)
    if value is None or value is PydanticUndefined or value in ("", (), []):
        return "–"
    if isinstance(value, (list, tuple)):
        value = ", ".join(map(str, value))
    return f"`{value}`"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"Wrote {PAGE}\n")
