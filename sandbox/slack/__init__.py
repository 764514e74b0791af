"""A pretend Slack for the real `slack_bolt` and `slack_sdk`: Web API, Socket Mode, HTTP mode and a web page.

app = create_app(company, Path("app_manifest.yml"))     # or the parsed manifest
runner = web.AppRunner(app); await runner.setup(); await web.TCPSite(runner, "127.0.0.1", 0).start()
app[SLACK].secrets.bot_token, .app_token, .signing_secret   # with SLACK_API_URL = "http://127.0.0.1:PORT/api/"
await app[SLACK].use_http("http://127.0.0.1:3000/slack/events")   # HTTP mode instead of Socket Mode
app[SLACK].workspace.calls_of("chat.postMessage"), .outbox.events, .faults   # for tests
maya = Member("http://127.0.0.1:PORT", "U0MAYA")        # acts as a member, see sandbox.slack.member
"""

from sandbox.slack.app import create_app
from sandbox.slack.keys import SLACK
from sandbox.slack.member import Member, SlackRefusedError
from sandbox.slack.settings import Faults, Secrets, Timings
from sandbox.slack.slack import Slack

__all__ = ["SLACK", "Faults", "Member", "Secrets", "Slack", "SlackRefusedError", "Timings", "create_app"]
