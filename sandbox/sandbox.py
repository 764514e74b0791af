"""Starts and stops the whole company: every stand-in, on loopback."""

import json
import socket
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from sandbox.company import Company
from sandbox.company.costs import focus_csv
from sandbox.company.documents import handbook_texts
from sandbox.company.landscape import landscape
from sandbox.serving import Served
from sandbox.threads import in_thread

WEBHOOK_SECRET = "secret-of-larkfields-webhook"  # noqa: S105 - opens nothing but a stand-in
HANDBOOK_PATH = "larkfield/handbook/blob/main"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where each stand-in answers: base URLs without a slash at the end."""

    slack: str
    github: str
    jenkins: str
    prometheus: str
    alertmanager: str
    osv: str
    depsdev: str


class Sandbox:
    """Larkfield, running.

    Args:
        home: folder for what stands on disk; made anew by whoever owns it.
        manifest: the Slack app to install: its manifest, parsed or as a file.
        now: the moment the story is told from; now by default.
        ports: fixed ports by name of the stand-in; any free one by default.
        prometheus_binary: whether to run the real Prometheus; by default where it is installed.
        slack: more keyword arguments for `sandbox.slack.create_app`, such as faults.
        webhooks: whether GitHub delivers webhooks to the bot, at a port that its environment names.
    """

    def __init__(
        self,
        home: Path,
        manifest: Mapping[str, Any] | Path,
        *,
        now: datetime | None = None,
        ports: Mapping[str, int] | None = None,
        prometheus_binary: bool | None = None,
        slack: Mapping[str, Any] | None = None,
        webhooks: bool = False,
    ) -> None:
        self.company = Company(now or datetime.now(UTC), home / "company")
        self._home = home
        self._manifest = manifest
        self._ports = dict(ports or {})
        self._prometheus_binary = prometheus_binary
        self._slack_options = dict(slack or {})
        self._webhooks = webhooks
        self._bot_port = 0
        self._running = AsyncExitStack()
        self._addresses: Addresses | None = None
        self._environment: dict[str, str] = {}

    @property
    def addresses(self) -> Addresses:
        """Where everything is.

        Raises:
            RuntimeError: the sandbox is not running.
        """
        if self._addresses is None:
            raise RuntimeError("the sandbox is not running: start() it first")
        return self._addresses

    def environment(self) -> dict[str, str]:
        """The environment variables that a bot for this company needs."""
        return dict(self._environment)

    async def start(self) -> None:
        """Write the company's history and start every stand-in; a second or two.

        Raises:
            OSError: a fixed port is taken.
        """
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise

    def clone_url(self, member: str, repository: str) -> str:
        """From where a member clones a repository, and where they may push; with their token."""
        from sandbox.github import access_token

        scheme, host = self.addresses.github.split("://")
        token = access_token(self.company, member)
        return f"{scheme}://{member}:{token}@{host}/larkfield/{repository}.git"

    async def stop(self) -> None:
        """Stop everything that was started."""
        await self._running.aclose()
        self._addresses = None

    async def _start(self) -> None:
        from sandbox import alertmanager, depsdev, github, jenkins, osv
        from sandbox.prometheus import Prometheus
        from sandbox.slack import SLACK, create_app

        await in_thread(self._write_files)
        builds = await self._serve("jenkins", jenkins.create_app(self.company))
        webhook = self._webhook() if self._webhooks else None
        forge = await self._serve(
            "github", github.create_app(self.company, jenkins_url=builds, webhook=webhook)
        )
        slack_app = create_app(self.company, self._manifest, **self._slack_options)
        alerts = await self._serve("alertmanager", alertmanager.create_app(self.company))
        prometheus = Prometheus(
            self.company,
            port=self._ports.get("prometheus", 0),
            alertmanager=alerts,
            handbook=f"{forge}/{HANDBOOK_PATH}",
            binary=self._prometheus_binary,
        )
        self._running.push_async_callback(prometheus.stop)
        await prometheus.start()
        self._addresses = Addresses(
            slack=await self._serve("slack", slack_app),
            github=forge,
            jenkins=builds,
            prometheus=prometheus.address,
            alertmanager=alerts,
            osv=await self._serve("osv", osv.create_app()),
            depsdev=await self._serve("depsdev", depsdev.create_app()),
        )
        self._environment = self._variables(slack_app[SLACK].secrets)
        self.slack = slack_app[SLACK]

    def _webhook(self) -> tuple[str, str]:
        """Where the bot will listen, and the secret of the hook."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._bot_port = free.getsockname()[1]
        return f"http://127.0.0.1:{self._bot_port}/github/events", WEBHOOK_SECRET

    async def _serve(self, name: str, app: Any) -> str:
        served = Served(app, self._ports.get(name, 0))
        await served.start()
        self._running.push_async_callback(served.stop)
        return served.address

    def _write_files(self) -> None:
        """What a team would have on disk: the catalogue, a checkout of the handbook, the cost export."""
        self.company.history("handbook")
        handbook = self._home / "handbook"
        for path, text in handbook_texts(self.company.now).items():
            file = handbook / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        (handbook / "costs").mkdir(exist_ok=True)
        (handbook / "costs" / "focus.csv").write_text(focus_csv(self.company.now), encoding="utf-8")
        catalog = yaml.safe_dump(landscape(self.company), sort_keys=False, allow_unicode=True)
        (self._home / "catalog.yml").write_text(catalog, encoding="utf-8")

    def _variables(self, secrets: Any) -> dict[str, str]:
        from sandbox import github, jenkins

        at = self.addresses
        handbook, pages = self._home / "handbook", f"{at.github}/{HANDBOOK_PATH}"
        jenkins_user = jenkins.bot_account(self.company)
        folders = [
            {"path": str(handbook / "runbooks"), "url": f"{pages}/runbooks", "kind": "document"},
            {"path": str(handbook / "policies"), "url": f"{pages}/policies", "kind": "document"},
            {"path": str(handbook / "postmortems"), "url": f"{pages}/postmortems", "kind": "incident"},
        ]
        return {
            "SLACK_API_URL": f"{at.slack}/api/",
            "SLACK_BOT_TOKEN": secrets.bot_token,
            "SLACK_APP_TOKEN": secrets.app_token,
            "SLACK_SIGNING_SECRET": secrets.signing_secret,
            "GITHUB_URL": f"{at.github}{github.API_PATH}",
            "GITHUB_TOKEN": github.access_token(self.company),
            "GITHUB_WRITE_PAUSE_SECONDS": "0",
            "JENKINS_URL": at.jenkins,
            "JENKINS_USER": jenkins_user.user,
            "JENKINS_TOKEN": jenkins_user.token,
            "PROMETHEUS_URL": at.prometheus,
            "ALERTMANAGER_URL": at.alertmanager,
            "OSV_URL": at.osv,
            "DEPS_DEV_URL": at.depsdev,
            "CATALOG": str(self._home / "catalog.yml"),
            "POLICIES": str(handbook / "policies"),
            "POLICIES_URL": f"{pages}/policies",
            "COSTS_FILE": str(handbook / "costs" / "focus.csv"),
            "COSTS_URL": f"{pages}/costs/focus.csv",
            "KNOWLEDGE_FOLDERS": json.dumps(folders),
        } | self._of_webhooks()

    def _of_webhooks(self) -> dict[str, str]:
        if not self._webhooks:
            return {}
        return {"PORT": str(self._bot_port), "GITHUB_WEBHOOK_SECRET": WEBHOOK_SECRET}
