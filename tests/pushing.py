"""A member of the company at work: a clone, commits, and pushes over HTTP with their token."""

import asyncio
import os
import subprocess
from pathlib import Path

from sandbox.company import Company
from sandbox.github import access_token

ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
}


class Checkout:
    """A clone in a folder of the test's own.

    Args:
        folder: where it goes; made anew.
        address: where GitHub is, without the path of its API.
        company: whose repository it is.
        member: who works in it.
    """

    def __init__(self, folder: Path, address: str, company: Company, member: str = "jonas") -> None:
        self.folder = folder
        self._member = company.member(member)
        scheme, host = address.split("://")
        self._origin = f"{scheme}://{member}:{access_token(company, member)}@{host}/larkfield"

    async def clone(self, repository: str, branch: str) -> None:
        """Get a repository, at a branch."""
        await self._git("clone", "-q", f"{self._origin}/{repository}.git", str(self.folder), cwd=None)
        await self._git("config", "user.name", self._member.name)
        await self._git("config", "user.email", self._member.email)
        await self.git("checkout", "-q", branch)

    async def git(self, *arguments: str) -> str:
        """The output of a git command in the clone."""
        return await self._git(*arguments)

    async def commit(self, message: str, files: dict[str, str | None], *options: str) -> str:
        """Commit files, None for those that go; returns the hash."""
        for path, text in files.items():
            file = self.folder / path
            if text is None:
                file.unlink()
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, "utf-8")
        await self._git("add", "--all", ".")
        await self._git("commit", "-q", "-m", message, *options)
        return await self._git("rev-parse", "HEAD")

    def read(self, path: str) -> str:
        """A file as it is in the clone."""
        return (self.folder / path).read_text("utf-8")

    async def push(self, *options: str) -> None:
        """Push the branch.

        Raises:
            subprocess.CalledProcessError: the push was refused; `stderr` says why.
        """
        await self._git("push", "-q", *options)

    async def _git(self, *arguments: str, cwd: str | None = "") -> str:
        done = await asyncio.to_thread(
            subprocess.run,
            ["git", *arguments],
            cwd=self.folder if cwd == "" else cwd,
            check=True,
            capture_output=True,
            text=True,
            env=ENVIRONMENT,
            timeout=30,
        )
        return done.stdout.strip()
