"""An answer that people marked as right, as a page of Markdown."""

import re
from collections.abc import Sequence

from bot.keeping.threads import titled
from bot.texts import cut
from knowledge import KeptPage
from storage.models import Answer, Ask
from tools.redaction import redact

CITATION = re.compile(r"[ \t]*\[E\d+(?:,\s*E\d+)*\]")


def answer_page(ask: Ask, answer: Answer, approved_by: Sequence[str], url: str | None) -> KeptPage:
    """The question, the answer and what it was found in.

    Args:
        ask: What was asked.
        answer: What the crew said.
        approved_by: The names of those who said that it is right.
        url: Where it was said.
    """
    at = ask.answered_at or ask.created_at
    question = " ".join(ask.text.split())
    # The numbers of its evidence mean nothing in another answer.
    said = "\n".join(_plain(line) for line in CITATION.sub("", answer.text).splitlines())
    names = ", ".join(approved_by)
    parts = [
        titled(cut(question, 200)[0]),
        f"Asked and answered on {at:%Y-%m-%d}; marked as right by {names}.",
        said.strip(),
        *_sources(answer),
    ]
    details = {"channel": ask.channel, "ask": str(ask.id)}
    return KeptPage(path_of(ask), redact("\n\n".join(parts)), at, url, details, names)


def path_of(ask: Ask) -> str:
    """What an answer's page is called."""
    return f"{ask.id}.md"


def _plain(line: str) -> str:
    return f"**{line.lstrip('# ').strip()}**" if re.match(r" {0,3}#{1,6}\s+\S", line) else line


def _sources(answer: Answer) -> list[str]:
    lines = [
        f"- {item['title']}" + (f" ({item['url']})" if item.get("url") else "") for item in answer.citations
    ]
    return ["It was found in:", "\n".join(lines)] if lines else []
