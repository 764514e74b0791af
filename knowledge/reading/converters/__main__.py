"""Reads one file from standard input and writes its document to standard output."""

import json
import logging
import resource
import sys
import warnings
from dataclasses import asdict

from knowledge.reading.document import Document
from knowledge.reading.errors import UnreadableError
from knowledge.reading.formats import Kind

MEMORY = 2 << 30  # bytes of address space
SECONDS = 55  # of processor time


def main() -> None:
    """Convert, with limits on memory, time and what may be written."""
    warnings.simplefilter("ignore")
    logging.disable()
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _limit(what, most)
    kind, name, charset = sys.argv[1:4]
    try:
        document = _converted(Kind(kind), sys.stdin.buffer.read(), name, charset or None)
        answer = asdict(document)
    except UnreadableError as error:
        answer = {"error": str(error)}
    except RecursionError:
        answer = {"error": "it is nested too deep"}
    except MemoryError:
        answer = {"error": "it takes too much memory to be read"}
    except Exception as error:
        # Each of the converters raises many types of its own.
        answer = {"error": f"it is damaged, or not what its name says ({type(error).__name__})"}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def _converted(kind: Kind, raw: bytes, name: str, charset: str | None) -> Document:
    if kind == Kind.HTML:
        from knowledge.reading.converters.html import html

        return html(raw, name, charset)
    if kind == Kind.PDF:
        from knowledge.reading.converters.pdf import pdf

        return pdf(raw, name)
    if kind == Kind.WORD:
        from knowledge.reading.converters.word import word

        return word(raw, name)
    if kind == Kind.SLIDES:
        from knowledge.reading.converters.slides import slides

        return slides(raw, name)
    from knowledge.reading.converters.sheets import sheets

    return sheets(raw, name)


def _limit(what: int, most: int) -> None:
    """Set a limit, where the system knows it."""
    try:
        resource.setrlimit(what, (most, most))
    except (OSError, ValueError):
        return


if __name__ == "__main__":
    main()
