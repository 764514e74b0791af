"""Where the Slack app's manifest is: at the top of a checkout, or inside the installed package."""

from pathlib import Path

_INSTALLED = Path(__file__).parent / "app_manifest.yml"
MANIFEST = _INSTALLED if _INSTALLED.is_file() else Path(__file__).parents[1] / "app_manifest.yml"
