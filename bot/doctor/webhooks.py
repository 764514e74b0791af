"""Whether GitHub may tell us of pull requests, and whether we may answer there."""

from bot.doctor.check import Check, State
from bot.github.routes import EVENTS_PATH
from bot.settings import Settings

NAME = "GitHub webhooks"


def webhook_check(settings: Settings) -> Check:
    """What is set; whether deliveries arrive, GitHub shows under *Recent Deliveries*."""
    if settings.github_webhook_secret is None:
        todo = "To have pull requests reviewed, set GITHUB_WEBHOOK_SECRET; docs/connect.md has the steps."
        return Check(name=NAME, state=State.OFF, found="Not set up.", todo=todo)
    if not settings.has_github:
        todo = "Set GITHUB_TOKEN, or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY."
        return Check(name=NAME, state=State.BROKEN, found="GitHub is not connected to answer.", todo=todo)
    where = f"http://{settings.host}:{settings.port}{EVENTS_PATH}"
    app = settings.github_app_id is not None
    how = f"as app {settings.github_app_id}" if app else "with a token, so without checks"
    return Check(name=NAME, state=State.OK, found=f"Signed deliveries are taken in at {where}; {how}")
