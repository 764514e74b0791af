"""What the web page uses: to read, post, press and submit as a member, and to watch what happens.

There is no login: each call names its `member`. `routes()` gives all of it.
"""

from sandbox.slack.client.routes import routes

__all__ = ["routes"]
