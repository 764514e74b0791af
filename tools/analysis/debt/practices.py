"""Which habits of well-kept repositories are missing, told from the files alone."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from tools.analysis.change import LANGUAGES, TEST


@dataclass(frozen=True, slots=True)
class Practice:
    """Something that a repository should have: any path that `wanted` finds is enough."""

    name: str
    wanted: re.Pattern[str]
    why: str


PRACTICES = (
    Practice("a README", re.compile(r"^readme(\.\w+)?$", re.I), "a newcomer starts there"),
    Practice(
        "owners (CODEOWNERS)",
        re.compile(r"^(\.github/|docs/)?CODEOWNERS$"),
        "nobody knows who should review a change",
    ),
    Practice(
        "checks that run by themselves",
        re.compile(r"^(\.github/workflows/.+\.ya?ml|Jenkinsfile|\.gitlab-ci\.yml|\.circleci/.+)$"),
        "a mistake is found only by who thinks of looking",
    ),
    Practice(
        "pinned dependencies",
        re.compile(
            r"(^|/)(requirements[\w.-]*\.(txt|lock)|poetry\.lock|uv\.lock|Pipfile\.lock|package-lock\.json"
            r"|yarn\.lock|pnpm-lock\.yaml|go\.sum|Cargo\.lock|Gemfile\.lock|composer\.lock|gradle\.lockfile|pom\.xml)$"
        ),
        "the same commit builds something else tomorrow",
    ),
    Practice("tests", TEST, "nobody can change anything with confidence"),
    Practice(
        "settings of a linter or formatter",
        re.compile(
            r"(^|/)(ruff\.toml|\.ruff\.toml|pyproject\.toml|setup\.cfg|\.flake8|\.pre-commit-config\.yaml|eslint\.config"
            r"\.\w+|\.eslintrc[\w.]*|biome\.jsonc?|\.prettierrc[\w.]*|\.golangci\.ya?ml|checkstyle\.xml|\.rubocop\.yml"
            r"|\.editorconfig|rustfmt\.toml)$"
        ),
        "reviews talk about style",
    ),
)


def missing_practices(paths: Collection[str]) -> list[Practice]:
    """What none of these paths is; nothing for a repository without programs."""
    if not any(path[path.rfind(".") :].lower() in LANGUAGES for path in paths):
        return []
    return [item for item in PRACTICES if not any(item.wanted.search(path) for path in paths)]
