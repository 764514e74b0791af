"""Secrets in the lines of a change."""

from collections.abc import Iterator

from tools.analysis.change import Change
from tools.findings import Finding
from tools.security.detect import secrets_of
from tools.security.scan import rule_of


class SecretAnalyser:
    """Passwords, keys and tokens. Their values are never shown."""

    name = "secrets"

    def analyse(self, change: Change) -> Iterator[Finding]:
        """One finding per secret."""
        for file in change.files:
            for secret in secrets_of(file.path, file.text):
                yield Finding(
                    title=f"Hard-coded {secret.kind}",
                    severity=secret.severity,
                    confidence=secret.confidence,
                    rule=rule_of(secret.kind),
                    path=file.path,
                    line=secret.line,
                    why="Once pushed it is in the history and in every clone: treat it as known to others.",
                    suggestion="Rotate it, and read it from the environment or a secret store.",
                    analyser=self.name,
                    cwe="CWE-798",
                )
