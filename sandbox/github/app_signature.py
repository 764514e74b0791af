"""The signature of a GitHub App: a token that it makes itself, with its private key.

https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
"""

import jwt
from aiohttp import web

from sandbox.github.errors import GitHubError
from sandbox.github.forge import forge_of

APP_ID = 4711
# What an app may ask with its own signature; everything else wants an installation's token.
AS_APP = ("/app", "/installation")
LONGEST_LIFE = 600  # seconds that a signature may be good for


def check_signature(request: web.Request, token: str) -> None:
    """An app signs with its private key, for ten minutes at most.

    Raises:
        GitHubError: the signature is not this app's, or too old.
    """
    key = forge_of(request).app_key
    try:
        claims = jwt.decode(
            token, key or "", algorithms=["RS256"], options={"require": ["iat", "exp", "iss"]}
        )
    except (jwt.PyJWTError, ValueError):
        raise GitHubError(401, "A JSON web token could not be decoded") from None
    if str(claims["iss"]) != str(APP_ID):
        raise GitHubError(401, "Integration not found")
    if claims["exp"] - claims["iat"] > LONGEST_LIFE + 60:
        raise GitHubError(401, "'Expiration time' claim ('exp') is too far in the future")
