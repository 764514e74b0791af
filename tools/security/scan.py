"""Looks for secrets in all files of a repository at a commit."""

import asyncio
import re
from collections import Counter

from pydantic import BaseModel

from tools.connections import Connections
from tools.findings import Finding, Severity
from tools.policies import PolicyFolder, SecurityPolicy, policies_of
from tools.repos.base import RepositoryProvider, Snapshot
from tools.resource import Cost, a_repository
from tools.security.detect import SecretAt, secrets_of
from tools.tool import Effect, ToolError, ToolResult, tool

LARGEST_FILE = 1_000_000
MOST_BYTES = 30_000_000
MOST_HISTORIES = 8
# Hashes of packages, not secrets: every line of such a file looks like one.
NOT_SCANNED = re.compile(
    r"(^|/)(package-lock\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|uv\.lock|go\.sum)$|\.min\.js$"
)


class FoundSecret(BaseModel):
    """Where a secret stands. The secret itself is never shown, only how long it is."""

    kind: str
    path: str
    line: int
    length: int
    severity: Severity
    confidence: float
    url: str | None
    last_changed: str | None

    @property
    def masked(self) -> str:
        """What may be seen of it."""
        return f"‹{self.kind}, {self.length} characters›"


class SecretScan(ToolResult):
    """Secrets in the files of a repository at a commit, worst first."""

    repository: str
    commit: str
    files: int
    skipped: dict[str, str]
    secrets: list[FoundSecret]
    rotate_hours: int | None

    def title(self) -> str:
        """How many and the worst."""
        where = f"{self.repository} at {self.commit[:8]}"
        if not self.secrets:
            return f"No secrets found in {self.files} files of {where}"
        worst = self.secrets[0]
        count = f"{len(self.secrets)} secret{'s' * (len(self.secrets) != 1)}"
        return f"{count} in {where}, the worst in {worst.path} line {worst.line}"

    def content(self) -> str:
        """Each secret with its place, and what was not looked at."""
        parts = [f"{self.title()}. {self.files} files were scanned."]
        parts += [
            f"{secret.severity.value}: {secret.masked} in {secret.path} line {secret.line}"
            + (f" ({secret.last_changed})" if secret.last_changed else "")
            for secret in self.secrets
        ]
        if self.secrets and self.rotate_hours:
            parts.append(f"Policy: rotate within {self.rotate_hours} hours of discovery.")
        if self.skipped:
            reasons = Counter(self.skipped.values())
            parts.append("Not scanned: " + ", ".join(f"{count} ({why})" for why, count in reasons.items()))
            parts += [f"- {path}: {why}" for path, why in list(self.skipped.items())[:20]]
        return "\n".join(parts)

    def found(self) -> list[Finding]:
        """One finding per secret."""
        within = f" within {self.rotate_hours} hours" if self.rotate_hours else ""
        return [
            Finding(
                title=f"{secret.kind[0].upper()}{secret.kind[1:]} in {secret.path}",
                severity=secret.severity,
                confidence=secret.confidence,
                rule=rule_of(secret.kind),
                path=secret.path,
                line=secret.line,
                why="Whoever can read the repository, or ever could, has it; the history keeps it.",
                suggestion=f"Rotate it{within}, then read it from the environment or a secret store.",
                analyser="secrets",
                url=secret.url,
                cwe="CWE-798",
            )
            for secret in self.secrets
        ]


def rule_of(kind: str) -> str:
    """The rule's name for a kind of secret: secret/aws-access-key."""
    return f"secret/{re.sub(r'[^a-z0-9]+', '-', kind.lower()).strip('-')}"


@tool(Effect.READ, a_repository(), Cost.HEAVY)
async def scan_secrets(connections: Connections, repository: str, ref: str | None = None) -> SecretScan:
    """Scan all files of a repository for passwords, keys and tokens. Values are never shown.

    Args:
        repository: The repository, as owner/name, its short name, or the name of its service.
        ref: Branch, tag or commit; the default branch without one.
    """
    provider, entry = connections.repository(repository)
    snapshot = await provider.snapshot(entry.name, ref)
    found, files, skipped = await asyncio.to_thread(_scan, snapshot)
    changed = await _last_changes(provider, entry.name, snapshot.sha, [path for path, _ in found])
    secrets = [
        FoundSecret(
            kind=secret.kind,
            path=path,
            line=secret.line,
            length=secret.length,
            severity=secret.severity,
            confidence=secret.confidence,
            url=await provider.link(entry.name, path, snapshot.sha, secret.line),
            last_changed=changed.get(path),
        )
        for path, secret in found
    ]
    return SecretScan(
        source=provider.source,
        url=secrets[0].url if secrets else await provider.link(entry.name, "", snapshot.sha),
        repository=entry.name,
        commit=snapshot.sha,
        files=files,
        skipped={**snapshot.skipped, **skipped},
        secrets=secrets,
        rotate_hours=await _rotate_hours(connections),
    )


def _scan(snapshot: Snapshot) -> tuple[list[tuple[str, SecretAt]], int, dict[str, str]]:
    found: list[tuple[str, SecretAt]] = []
    skipped: dict[str, str] = {}
    scanned, files = 0, 0
    for path, data in snapshot.files.items():
        reason = _why_not(path, data, scanned)
        if reason:
            skipped[path] = reason
            continue
        scanned += len(data)
        files += 1
        # A broken encoding must not hide a key: what can't be decoded becomes a mark.
        found += [(path, secret) for secret in secrets_of(path, data.decode("utf-8", "replace"))]
    found.sort(key=lambda pair: (pair[1].severity.rank, -pair[1].confidence, pair[0], pair[1].line))
    return found, files, skipped


def _why_not(path: str, data: bytes, scanned: int) -> str | None:
    if len(data) > LARGEST_FILE:
        return f"larger than {LARGEST_FILE // 1_000_000} MB"
    if b"\0" in data[:8000]:
        return "binary"
    if NOT_SCANNED.search(path):
        return "a lock file"
    if scanned + len(data) > MOST_BYTES:
        return f"more than {MOST_BYTES // 1_000_000} MB in all"
    return None


async def _last_changes(
    provider: RepositoryProvider, name: str, sha: str, paths: list[str]
) -> dict[str, str]:
    changed = {}
    for path in list(dict.fromkeys(paths))[:MOST_HISTORIES]:
        try:
            commits = await provider.list_commits(name, path=path, ref=sha, limit=1)
        except ToolError:
            continue  # the secret counts, who touched the file last is an extra
        if commits:
            commit = commits[0]
            changed[path] = f"last changed by {commit.author} on {commit.at:%Y-%m-%d} in {commit.short}"
    return changed


async def _rotate_hours(connections: Connections) -> int | None:
    policy = await security_policy(connections)
    return policy.rotate_secrets_hours if policy else None


async def security_policy(connections: Connections) -> SecurityPolicy | None:
    """The team's deadlines; None where no policy gives them."""
    try:
        folder: PolicyFolder = await policies_of(connections)
        return folder.one(SecurityPolicy, "deadlines")[1]
    except ToolError:
        return None
