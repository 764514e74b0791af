import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge import KnowledgeSettings, Library
from sandbox.company import Company
from sandbox.company.repositories.planted import planted_secrets
from storage import Catalog, RepositoryEntry
from tools.connections import Connections
from tools.findings import Severity
from tools.security import SecretScan, scan_secrets
from tools.security.detect import secrets_of
from tools.settings import ToolSettings
from tools.tool import ToolError

Connect = Callable[[Mapping[str, str | bytes]], Connections]
STRIPE = "sk_" + "live_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6"
AWS_ID = "AKIA" + "Q3EGRIJ7LMN2PQRS"
AWS_SECRET = "wJal" + "rXUtnFEMI/K7MDENG/bPxRfiCY3zK9qLmT"
PASSWORD = "hunter2" + "-Xq9"


async def test_the_secrets_of_payments_are_found_and_never_shown(tmp_path: Path) -> None:
    company = Company(datetime(2026, 11, 22, 10, tzinfo=UTC), tmp_path)
    company.history("payments")
    entry = RepositoryEntry(name="payments", provider="git", path=company.repository("payments"))
    library = Library.open(KnowledgeSettings(home=tmp_path / "home"))
    connections = Connections(ToolSettings(), Catalog(repositories=(entry,)), library)
    result = await scan_secrets.function(connections, "payments")
    assert {(secret.path, secret.kind) for secret in result.secrets} == {
        ("config/dev.env", "AWS access key"),
        ("config/dev.env", "secret value"),
        ("config/dev.env", "password in a URL"),
    }
    shown = (
        result.content()
        + result.model_dump_json()
        + "".join(item.model_dump_json() for item in result.found())
    )
    for name, value in planted_secrets(company.timeline).items():
        assert value not in shown, name
        assert value[:6] not in shown, name
    assert "last changed by" in result.content()


async def test_each_secret_has_its_line_and_a_finding(connect: Connect) -> None:
    connections = connect(
        {
            "app/pay.py": f'import os\n\nKEY = "{STRIPE}"\n',
            "config/dev.env": f"REGION=eu\nAWS_ACCESS_KEY_ID={AWS_ID}\nAWS_SECRET_ACCESS_KEY={AWS_SECRET}\n",
            "db.ini": f"url = postgres://shop:{PASSWORD}@db:5432/shop\n",
            "README.md": "The password is in the password manager.\n",
            "app/settings.py": "password = os.environ['PASSWORD']\ntoken = settings.token\n",
        }
    )
    result = await scan_secrets.function(connections, "shop")
    assert {(secret.path, secret.line) for secret in result.secrets} == {
        ("app/pay.py", 3),
        ("config/dev.env", 2),
        ("config/dev.env", 3),
        ("db.ini", 1),
    }
    findings = {finding.path: finding for finding in result.found()}
    assert findings["app/pay.py"].severity is Severity.CRITICAL
    assert findings["app/pay.py"].rule == "secret/stripe-key"
    assert "within 4 hours" in (findings["app/pay.py"].suggestion or "")
    assert result.rotate_hours == 4
    assert "Jonas Weber" in result.content()
    assert SecretScan.model_validate(result.model_dump(mode="json")) == result


async def test_what_is_not_text_is_skipped_and_named(connect: Connect) -> None:
    connections = connect(
        {
            "logo.png": b"\x89PNG\r\n\x00\x01" + AWS_ID.encode(),
            "package-lock.json": json.dumps({"integrity": "sha512-" + "a" * 80}),
            "latin.txt": "Größe ".encode("latin-1") + AWS_ID.encode() + b"\n",
            "empty.txt": "",
        }
    )
    result = await scan_secrets.function(connections, "shop")
    assert result.skipped == {"logo.png": "binary", "package-lock.json": "a lock file"}
    assert [(secret.path, secret.line) for secret in result.secrets] == [("latin.txt", 1)]
    assert "Not scanned: 1 (binary), 1 (a lock file)" in result.content()


async def test_nothing_found_and_nothing_there(connect: Connect) -> None:
    connections = connect({"README.md": "# Shop\n"})
    result = await scan_secrets.function(connections, "shop")
    assert result.title().startswith("No secrets found in 1 files of shop")
    with pytest.raises(ToolError):
        await scan_secrets.function(connections, "shop", "no-such-branch")
    with pytest.raises(ToolError, match="no repository called"):
        await scan_secrets.function(connections, "warehouse")


def test_a_secret_of_a_test_weighs_less() -> None:
    (real,) = secrets_of("app/pay.py", f'KEY = "{STRIPE}"')
    (fake,) = secrets_of("tests/test_pay.py", f'KEY = "{STRIPE}"')
    assert (real.severity, fake.severity) == (Severity.CRITICAL, Severity.MEDIUM)
    assert fake.confidence < real.confidence


@pytest.mark.parametrize(
    "line",
    [
        "password = os.environ['DB_PASSWORD']",
        "token: str = Depends(get_token)",
        'password = "{{ vault_password }}"',
        "sha = '4f396a5c0d9e8b7a6f5e4d3c2b1a09f8e7d6c5b4'",
        "id = 'c9b1f6e2-3c4d-4e5f-8a9b-0c1d2e3f4a5b'",
        'secret_name = "payments/database"',
        "The token is renewed every 90 days.",
        "password: <ask tom>",
        "def test_password_is_required() -> None:",
        "image: payments@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ],
)
def test_no_false_alarm(line: str) -> None:
    assert secrets_of("app/settings.py", line) == []


def test_our_own_code_has_none() -> None:
    root = Path(__file__).parents[3]
    for folder in ("tools", "knowledge", "sandbox"):
        for file in (root / folder).rglob("*.py"):
            serious = [
                item for item in secrets_of(str(file), file.read_text("utf-8")) if item.confidence > 0.8
            ]
            assert serious == [], file
