"""A stand-in for GitHub: REST v3 and readable pages, over the company's real git repositories.

`create_app(company)` makes the aiohttp application; `access_token(company)` is the token of the bot,
`access_token(company, "jonas")` a member's, `fine_grained_token(company)` one whose permissions were chosen,
and `installation_token(company)` that of the bot's app.
It is laid out as GitHub Enterprise Server: the API's base URL is `<address>/api/v3`.
"""

from sandbox.github.app import API_PATH, create_app
from sandbox.github.forge import access_token, fine_grained_token, installation_token
from sandbox.github.webhooks import OUTBOX

__all__ = ["API_PATH", "OUTBOX", "access_token", "create_app", "fine_grained_token", "installation_token"]
