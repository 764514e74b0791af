"""Reads the folder of policies: Markdown pages whose front matter says what must hold."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from knowledge.reading.front_matter import split_front_matter
from tools.connections import Connections
from tools.policies.models import KINDS, Policy
from tools.tool import ToolError

P = TypeVar("P", bound=Policy)
LARGEST_BYTES = 500_000


@dataclass(frozen=True, slots=True)
class Quote:
    """Lines of a policy, counted from 1, as they stand there."""

    path: str
    first: int
    last: int
    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """A page of the folder with what its front matter says."""

    path: str
    text: str
    policy: Policy
    base_url: str | None

    @property
    def title(self) -> str:
        """What the page calls itself."""
        return self.policy.title or Path(self.path).stem

    @property
    def url(self) -> str | None:
        """Where people read it."""
        return f"{self.base_url.rstrip('/')}/{self.path}" if self.base_url else None

    def quote(self, *words: str, lines: int = 1) -> Quote | None:
        """The lines that begin where all of some words stand, without regard to case; None if they don't.

        Args:
            words: what the first line must have; what is said in prose goes before the front matter.
            lines: how many lines to take.
        """
        rows = self.text.splitlines()
        wanted = [word.lower() for word in words]
        having = [at for at, row in enumerate(rows) if all(word in row.lower() for word in wanted)]
        if not having:
            return None
        _, body = split_front_matter(self.text)
        prose = len(rows) - len(body.splitlines())
        first = next((at for at in having if at >= prose), having[0])
        return self.lines(first + 1, min(first + lines, len(rows)))

    def lines(self, first: int, last: int) -> Quote:
        """Lines by their numbers."""
        text = "\n".join(self.text.splitlines()[first - 1 : last])
        span = f"L{first}" if first == last else f"L{first}-L{last}"
        return Quote(self.path, first, last, text, f"{self.url}?plain=1#{span}" if self.url else None)


@dataclass(frozen=True, slots=True)
class PolicyFolder:
    """All policies that could be read, and what is wrong with the others."""

    pages: tuple[PolicyPage, ...]
    problems: tuple[str, ...] = ()

    @classmethod
    def read(cls, folder: Path, base_url: str | None = None) -> "PolicyFolder":
        """Read every page. A page that is wrong becomes a problem, never a missing rule that nobody notices.

        Raises:
            ToolError: the folder is not there.
        """
        if not folder.is_dir():
            raise ToolError(f"There is no folder {folder} with policies.", "Check POLICIES.")
        pages, problems = [], []
        for file in sorted(folder.rglob("*.md")):
            path = file.relative_to(folder).as_posix()
            try:
                pages.append(_page(file, path, base_url))
            except ValueError as error:
                problems.append(f"{path}: {error}")
        return cls(tuple(pages), tuple(problems))

    def of(self, kind: type[P]) -> list[tuple[PolicyPage, P]]:
        """The policies of a kind, with their pages."""
        return [(page, page.policy) for page in self.pages if isinstance(page.policy, kind)]

    def one(self, kind: type[P], what: str) -> tuple[PolicyPage, P]:
        """The policy of a kind.

        Raises:
            ToolError: there is none, or it can't be read. `what` names it.
        """
        found = self.of(kind)
        if found:
            return found[0]
        wrong = f" These could not be read: {'; '.join(self.problems)}." if self.problems else ""
        raise ToolError(f"No policy says anything about {what}.{wrong}", "Add one to the policies folder.")


async def policies_of(connections: Connections) -> PolicyFolder:
    """The team's policies.

    Raises:
        ToolError: no folder is set, or it is not there.
    """
    settings = connections.settings
    if settings.policies is None:
        raise ToolError("There are no policies here.", "Set POLICIES to a folder of Markdown.")
    return await asyncio.to_thread(PolicyFolder.read, settings.policies, settings.policies_url)


def _page(file: Path, path: str, base_url: str | None) -> PolicyPage:
    try:
        if file.stat().st_size > LARGEST_BYTES:
            raise ValueError(f"larger than {LARGEST_BYTES // 1000} kB")
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError("not UTF-8 text") from error
    except OSError as error:
        raise ValueError(error.strerror or "can't be read") from error
    front_matter, _ = split_front_matter(text)
    if not front_matter and text.startswith("---"):
        raise ValueError("its front matter is not a YAML mapping")
    try:
        policy = KINDS.get(str(front_matter.get("kind")), Policy).model_validate(front_matter)
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error
    return PolicyPage(path, text, policy, base_url)
