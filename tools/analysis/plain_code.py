"""Code without anything that people wrote in words: what is left can tell a reader nothing but what it does.

Comments go, and words in strings that are no keywords of a query or the like; so does all that the parser
makes no sense of. Runs in a process of its own (`python -m tools.analysis.plain_code`), because parsers can
crash at hostile files.
"""

import asyncio
import json
import re
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ast_grep_py import SgNode

SECONDS = 10.0
LONGEST_LINE = 400
LEFT_OUT = "…"
MOST_WORDS = 4  # in a name
LONGEST_WORD = 20
# What a string may say: parts of queries, of markup and addresses, names of algorithms, encodings and modes;
# none of which makes an order of what becomes of a finding ("drop", "all", "none", "not", "safe").
_KEYWORDS = """
select insert update delete into values from where and or null in like order group by limit set join
on inner outer left right union distinct create alter table index asc desc having count http https
ftp file ldap jdbc redis data javascript html head body script div span href src img style md5 sha
sha1 sha256 sha384 sha512 des rc4 aes ecb cbc gcm pkcs5padding rsa hmac bcrypt scrypt argon2 pbkdf2
utf ascii latin1 json xml yaml csv text application octet stream plain form urlencoded multipart get
post put patch head options rb wb sh bash cmd exe rm cp mv ls cat curl tmp etc var usr bin dev
cookie secure httponly samesite lax strict origin path filename uid cn dn objectclass s d i f r
"""
_KNOWN = frozenset(_KEYWORDS.split())
_WORD = re.compile(r"[^\W\d_]+\d*", re.UNICODE)
_NAME = re.compile(r"\w+", re.UNICODE)
_NAME_PARTS = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[^\W\d_A-Z]+|[A-Z]", re.UNICODE)
_QUOTED = re.compile(r"`[^`]*`|\"[^\"]*\"|“[^”]*”|(?<!\w)'[^']*'(?!\w)")
_REPEATED = re.compile(rf"{LEFT_OUT}(?:[ \t_-]*{LEFT_OUT})+")
# Parts of the names of leaves that hold text; what else has no letters apart is a name or a number.
_TEXTS = ("string", "text", "heredoc", "char", "regex", "content", "arg", "uninterpreted")
_TOKEN = re.compile(r"[@$#:&*]{0,2}[\w$]+[?!=]?|[\d.][\w.]{0,30}", re.UNICODE)


async def plain_lines(
    files: Mapping[str, tuple[str, str, Collection[int]]], seconds: float = SECONDS
) -> dict[str, dict[int, str]]:
    """Lines of files without words.

    Args:
        files: By path: the text, its language as ast-grep calls it, and which lines are wanted (from 1).
        seconds: How long it may take.

    Returns:
        By path the lines by their number; nothing of files that could not be read so.
    """
    wanted = [[path, text, language, sorted(lines)] for path, (text, language, lines) in files.items()]
    said = await _apart(json.dumps(wanted).encode(), seconds) if wanted else b""
    found: dict[str, dict[int, str]] = {}
    for line in said.splitlines():
        path, lines = json.loads(line)
        found[path] = {int(number): text for number, text in lines.items()}
    return found


def without_quoted(text: str) -> str:
    """A text of an analyser without the words of the code that it quotes."""
    return _QUOTED.sub(
        lambda match: match[0][0] + _short_names(_few_words(match[0][1:-1])) + match[0][-1], text
    )


async def _apart(data: bytes, seconds: float) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "tools.analysis.plain_code",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(seconds):
            said, _ = await process.communicate(data)
    except TimeoutError:
        return b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return said[: said.rfind(b"\n") + 1]  # all that was said before a crash


def main() -> None:
    """Read files as JSON, and write a line for each."""
    for path, text, language, lines in json.loads(sys.stdin.buffer.read()):
        try:
            found = plain(text, language, frozenset(lines))
        except BaseException:  # noqa: S112 - a panic of the parser is no Exception
            continue
        sys.stdout.write(json.dumps([path, found]) + "\n")
        sys.stdout.flush()


def plain(text: str, language: str, wanted: frozenset[int]) -> dict[int, str]:
    """The wanted lines of a text without words."""
    from ast_grep_py import SgRoot

    text = text.replace("\r\n", "\n")
    lines = {number: _Line() for number in wanted}
    nodes = [SgRoot(text, language).root()]
    senseless: set[int] = set()
    while nodes:
        node = nodes.pop()
        place = node.range()
        if wanted.isdisjoint(range(place.start.line + 1, place.end.line + 2)):
            continue
        if node.kind() == "ERROR":
            senseless.update(range(place.start.line + 1, place.end.line + 2))
        children = [] if _is_unspoken(node) else node.children()
        if children:
            nodes += reversed(children)
        else:
            _write(node, place, lines)
    # The rest of a line that makes no sense may be the rest of a sentence.
    return {
        number: LEFT_OUT if number in senseless else line.text.rstrip()[:LONGEST_LINE]
        for number, line in lines.items()
    }


@dataclass(slots=True)
class _Line:
    """What is left of a line so far, and where it ended before anything was taken out."""

    text: str = ""
    end: int = 0


def _is_unspoken(node: "SgNode") -> bool:
    kind = node.kind()
    return "comment" in kind or kind == "ERROR"


def _write(node: "SgNode", place: Any, lines: dict[int, _Line]) -> None:
    """Put what is left of a leaf where it stands, in each of its lines."""
    parts = _left_of(node).split("\n")
    for offset, part in enumerate(parts):
        line = lines.get(place.start.line + 1 + offset)
        if line is not None:
            column = place.start.column if offset == 0 else 0
            line.text += " " * (column - line.end) + part
            line.end = place.end.column if offset == len(parts) - 1 else column + len(part)


def _left_of(node: "SgNode") -> str:
    kind, text = node.kind(), node.text()
    if _is_unspoken(node):
        return "\n" * text.count("\n")
    if kind == text:  # the kind of a keyword or an operator is its own text
        return text
    if not any(part in kind for part in _TEXTS) and _TOKEN.fullmatch(text):
        return _short_names(text)
    return _short_names(_few_words(text))


def _few_words(text: str) -> str:
    left = _WORD.sub(lambda match: match[0] if match[0].lower() in _KNOWN else LEFT_OUT, text)
    return _REPEATED.sub(LEFT_OUT, left)


def _short_names(text: str) -> str:
    """Names of so many words are sentences."""
    return _NAME.sub(lambda match: LEFT_OUT if _long(match[0]) else match[0], text)


def _long(name: str) -> bool:
    parts = _NAME_PARTS.findall(name)
    return len(parts) > MOST_WORDS or any(len(part) > LONGEST_WORD for part in parts)


if __name__ == "__main__":
    main()
