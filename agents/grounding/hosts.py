"""The places that an answer may link to: the configured systems, the evidence's own, and the team's."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel

SLACK = "*.slack.com"
# Where people read what these APIs tell.
PAGES_OF = {"api.github.com": "github.com", "api.osv.dev": "osv.dev", "api.deps.dev": "deps.dev"}
URL_SETTINGS = (
    *("github_url", "jenkins_url", "prometheus_url", "alertmanager_url", "osv_url", "deps_dev_url"),
    *("policies_url", "costs_url", "slack_api_url"),
)


@dataclass(frozen=True, slots=True)
class KnownHosts:
    """Hosts by name, `*.name` for all below it, or `host:port` where the port is not the usual one."""

    names: frozenset[str]

    @classmethod
    def of(cls, settings: BaseModel, extra: Iterable[str] = ()) -> "KnownHosts":
        """The hosts of the systems that are set up, and more."""
        urls = [str(getattr(settings, name, None) or "") for name in URL_SETTINGS]
        urls += [folder.url or "" for folder in getattr(settings, "knowledge_folders", ())]
        hosts = {place(parts) for url in urls if (parts := parse(url)) is not None}
        pages = {PAGES_OF[host] for host in hosts if host in PAGES_OF}
        more = {item.strip().lower() for item in extra if item.strip()}
        return cls(frozenset(hosts | pages | more | {SLACK}))

    def has(self, parts: SplitResult) -> bool:
        """Whether the address leads there."""
        host = place(parts)
        above = host.split(".")
        return host in self.names or any(
            f"*.{'.'.join(above[start:])}" in self.names for start in range(1, len(above))
        )


def parse(url: str) -> SplitResult | None:
    """The parts of a web address; None where it is none, or is written so that readers could disagree."""
    if not url.isascii() or any(letter in url for letter in ' \t\r\n\\<>"`{}|^'):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if (
        parts.scheme.lower() not in ("http", "https")
        or not parts.hostname
        or "@" in parts.netloc
        or port == 0
    ):
        return None
    return parts


def place(parts: SplitResult) -> str:
    """Where an address leads: the host, with its port where that is not the scheme's own."""
    usual = {"http": 80, "https": 443}[parts.scheme.lower()]
    host = (parts.hostname or "").lower().rstrip(".")
    return host if parts.port in (None, usual) else f"{host}:{parts.port}"


def allowed(url: str, known: KnownHosts, exact: Collection[str]) -> bool:
    """Whether an answer may lead to this address.

    Args:
        url: The address.
        known: The hosts whose pages may be linked. A query on them could carry what a model has read: such an
            address must stand in the evidence.
        exact: The evidence's own addresses.
    """
    if url in exact:
        return parse(url) is not None
    parts = parse(url)
    return parts is not None and known.has(parts) and not parts.query
