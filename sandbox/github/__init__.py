"""A stand-in for GitHub: REST v3 and readable pages, over the company's real git repositories.

`create_app(company)` makes the aiohttp application; `access_token(company)` is the token that it accepts.
It is laid out as GitHub Enterprise Server: the API's base URL is `<address>/api/v3`.
"""

from sandbox.github.app import API_PATH, create_app
from sandbox.github.forge import access_token

__all__ = ["API_PATH", "access_token", "create_app"]
