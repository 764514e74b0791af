"""Read a packed repository without writing anything to the disk."""

import io
import tarfile

from tools.repos.base import Snapshot
from tools.tool import ToolError

MAX_FILE = (
    1_000_000  # bytes of one file; scans look at text, and larger files are hardly ever written by hand
)
MAX_TOTAL = 200_000_000  # bytes of all files together


def read_archive(data: bytes, sha: str, *, strip: int = 1) -> Snapshot:
    """The files of a tar archive (packed or not).

    Args:
        data: the archive.
        sha: the commit that it was made of.
        strip: how many leading folders of each path to leave out; GitHub puts all files into one.

    Raises:
        ToolError: it is no archive, or too large.
    """
    files: dict[str, bytes] = {}
    skipped: dict[str, str] = {}
    total = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for member in archive:
                path = "/".join(member.name.split("/")[strip:])
                if member.issym() or member.islnk():
                    skipped[path] = "it is a symbolic link"
                if not member.isfile() or not path:
                    continue
                if member.size > MAX_FILE:
                    skipped[path] = f"larger than {MAX_FILE // 1_000_000} MB"
                    continue
                total += member.size
                if total > MAX_TOTAL:
                    raise ToolError("The repository is too large to scan whole.", "Ask about a part of it.")
                content = archive.extractfile(member)
                files[path] = content.read() if content else b""
    except tarfile.TarError as error:
        raise ToolError("The repository's archive can't be read.", "Try again.") from error
    return Snapshot(sha, files, skipped)
