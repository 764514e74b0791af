"""Jenkins for the pretend company: its remote API, its queue and pages for people.

`create_app(company)` makes the application; `bot_account(company)` is who the bot is there.
"""

from sandbox.jenkins.accounts import Account, bot_account
from sandbox.jenkins.app import create_app

__all__ = ["Account", "bot_account", "create_app"]
