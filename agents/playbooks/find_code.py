"""Where something stands in the code."""

import re
from itertools import pairwise

from agents.case import Case
from agents.playbooks.playbook import Draft, Script, playbook, use
from agents.playbooks.wording import ask_back, listed
from tools.repos import CodeMatches, search_code
from tools.toolbox import Cited

MOST_PLACES = 6
MOST_SEARCHES = 4
QUOTED = re.compile(r"[`\"“']([^`\"”']{2,80})[`\"”']")
IDENTIFIER = re.compile(r"\b(?:\w+_\w+|[a-z]+[A-Z]\w+|[A-Z][a-z]+[A-Z]\w+|\w+\(\))")
WORD = re.compile(r"[A-Za-z]{4,}")
# Words of the question itself, which say nothing about the code.
QUESTION_WORDS = frozenset(
    """
    where which what does code find show look implemented implement defined definition function
    method class file files this that with from into have repo repository service there live lives
    handled handle happens located called used when please line lines place part logic about thing
    stuff
    """.split()  # noqa: SIM905
)


@playbook("code-reviewer", "find_code")
def find_code(case: Case) -> Script:
    """Search for quoted text and identifiers first, then for the words of the ask, and give file and line."""
    repository = case.here.repository or case.here.service
    if repository is None:
        return ask_back("In which repository shall I look?")
    known = {repository, case.here.service or ""}
    # "in payments" answers the question for the repository: what is looked for was said before.
    said = [case.text, *(turn for turn in reversed(case.earlier) if turn.startswith("person:"))]
    wanted = next(filter(None, (_candidates(text.removeprefix("person:"), known) for text in said)), [])
    if not wanted:
        return ask_back("Which word or function shall I look for?")
    tried = []
    for text in wanted[:MOST_SEARCHES]:
        found = yield from use(search_code, repository=repository, text=text)
        if found.result.matches:
            return Draft(_text(found), details=f"{found.content}\n\nFrom the repository [{found.id}].")
        tried.append(f"“{text}” [{found.id}]")
    return Draft(f"I found none of these in {repository}: {', '.join(tried)}.")


def _candidates(text: str, names: set[str]) -> list[str]:
    """What to search for, the most telling first."""
    known = {part.lower() for name in names for part in re.split(r"\W+", name)}
    words = [word for word in WORD.findall(text) if word.lower() not in QUESTION_WORDS | known]
    pairs = [f"{one}_{two}" for one, two in pairwise(words) if f"{one} {two}" in text]
    telling = [*QUOTED.findall(text), *(name.removesuffix("()") for name in IDENTIFIER.findall(text))]
    return list(dict.fromkeys([*telling, *pairs, *sorted(words, key=len, reverse=True)]))


def _text(found: Cited[CodeMatches]) -> str:
    result = found.result
    lines = [
        f"`{match.path}{f':{match.line}' if match.line else ''}` – `{match.text.strip()[:120]}`"
        for match in result.matches
    ]
    return f"“{result.text}” stands in {result.repository} [{found.id}]:\n{listed(lines, MOST_PLACES)}"
