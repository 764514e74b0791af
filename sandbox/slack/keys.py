"""Under which key the web application keeps the pretend Slack."""

from aiohttp import web

from sandbox.slack.slack import Slack

SLACK = web.AppKey("slack", Slack)
