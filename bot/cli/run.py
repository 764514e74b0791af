"""`quarterdeck run`: the bot."""

import asyncio

from bot.cli.running import run_command


def run() -> None:
    """Run the bot: connect to Slack and answer until it is stopped."""
    run_command(_run(), level="info")


async def _run() -> int:
    import structlog

    from bot.app import slack_bot
    from bot.log import configure
    from bot.service import Deck
    from bot.settings import Settings

    settings = Settings.load()
    settings.need_slack()
    configure(settings.log_level, settings.log_format)
    async with Deck.open(settings) as deck, slack_bot(deck) as address:
        structlog.get_logger(__name__).info("ready", at=address)
        await deck.ingest_folders()
        await asyncio.Event().wait()
    return 0
