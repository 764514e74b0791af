"""What people read of a tool call while the crew works."""

from typing import Any

import pytest

from agents.middleware.step_title import LONGEST, step_title

KEY = "ghp_" + "a1B2c3D4" * 4 + "e5F6"


@pytest.mark.parametrize(
    ("name", "arguments", "title"),
    [
        ("list_alerts", {}, "List alerts"),
        ("get_pull_request", {"repository": "acme/shop", "number": 42}, "Get pull request: acme/shop#42"),
        ("read_console", {"pipeline": "shop-build", "number": 318}, "Read console: shop-build #318"),
        ("get_run", {"pipeline": "shop-build", "number": None}, "Get run: shop-build"),
        ("read_evidence", {"number": 3}, "Read evidence: 3"),
        ("get_commit", {"repository": "acme/shop", "ref": "9fb7316b" * 5}, "Get commit: acme/shop, 9fb7316b"),
        (
            "read_file",
            {"repository": "acme/shop", "path": "app.py", "first_line": 9, "last_line": 21},
            "Read file: acme/shop, app.py, lines 9 to 21",
        ),
        ("read_file", {"path": "app.py", "first_line": 9, "last_line": 9}, "Read file: app.py, line 9"),
        (
            "publish_review",
            {
                "number": 42,
                "review": "ec2ff093-00ab-4ecd-8649-448ddb6202cb",
                "comments": ["a", "b"],
                "automatic": False,
                "repository": "acme/shop",
            },
            "Publish review: acme/shop#42",
        ),
        (
            "changes_since",
            {"repository": "acme/shop", "since": "2026-11-21T00:00:00+00:00"},
            "Changes since: acme/shop, 2026-11-21",
        ),
        ("list_runs", {"since": "2026-11-21T09:30:00+00:00"}, "List runs: 2026-11-21 09:30 UTC"),
        ("start_build", {"pipeline": "deploy", "parameters": {"VERSION": "1.8"}}, "Start build: deploy, 1.8"),
    ],
)
def test_title(name: str, arguments: dict[str, Any], title: str) -> None:
    assert step_title(name, arguments) == title


def test_a_title_is_short_and_holds_no_secret() -> None:
    title = step_title("search_code", {"text": KEY + " and" * 100})
    assert LONGEST - 10 < len(title) <= LONGEST
    assert title.endswith("and …")
    assert KEY not in title
