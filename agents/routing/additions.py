"""Tells whether what is said while an ask is worked on adds to it, ends it, or is an ask of its own.

"I meant staging" and "only the last hour" change what is being looked at. "who owns it?" waits its turn.
Where it is not clear the message waits: an answer too many is read over, an ask that was swallowed is missed.
"""

import re
from dataclasses import replace
from datetime import datetime

from agents.routing.follow_ups import FollowUps
from agents.routing.names import Names, find_names
from agents.routing.text import plain
from storage.catalog import Catalog

_LONGEST = 60
_FILLER = re.compile(
    r"^(?:(?:oh|ah|oops|ups|argh|sorry|no|nope|nah|wait|hold on|hmm+|hm|well|ok|okay|actually|btw|ps|please|"
    r"pls|hey|by the way|my bad|my mistake|typo|correction|edit|and|but|so|one more thing|again)\b"
    r"[\s,.:;!—–-]*)+",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"^(?:can|could|would|will) (?:you|we)(?: (?:please|maybe|perhaps|just|also|rather))*\s+"
    r"|^(?:please|maybe|perhaps|let's|lets)\s+",
    re.IGNORECASE,
)
# What narrows, corrects or replaces.
_CORRECTS = re.compile(
    r"^(?:(?:that|this|it)(?: is|'s| was)? )?(?:i (?:actually |really )?(?:meant|mean|was thinking of)|meant|"
    r"i'?(?: a)?m (?:only |really )?(?:asking about|talking about|referring to|interested in)|"
    r"i (?:only |just )?care about|"
    r"(?:it|that|this) (?:should|must) (?:be|say)|should (?:be|say)|to be clear|to clarify|"
    r"(?:make|change|set) (?:it|that|this)\b|switch to|use (?:the )?|stick to|go with|"
    r"not\b|rather\b|instead\b|only\b|just\b|limit\b|restrict\b|narrow\b|focus\b|concentrate on|"
    r"ignor(?:e|ing)\b|skip\b|exclud(?:e|ing)\b|except\b|leave out|without\b|"
    r"(?:don't|do not|no need to|never mind|forget)\s+(?:look|include|bother|check|count|worry|about|the)\b|"
    r"look (?:only )?at\b|includ(?:e|ing)\b|"
    r"for context|context\b|fyi\b|note that|more (?:info|context|detail)|"
    r"s/[^/]+/|\*\s?\w)",
    re.IGNORECASE,
)
_INCLUDES = re.compile(r"^includ(?:e|ing)\b", re.IGNORECASE)
# Somebody tells something.
_TELLS = re.compile(
    r"^(?:it|it's|they|they're|this|that|that's|there|there's|these|those|he|she|i|i've|i'm|we|we've|we're|"
    r"customers|users|people|someone|somebody|nobody|everyone|everybody|support|the|my|our)\b.*"
    r"\b(?:is|are|was|were|isn't|aren't|wasn't|has|have|had|happens?|happened|started?|began|begins|see|sees|"
    r"saw|seen|seeing|fails?|says?|said|comes?|came|got|gets|did|does|doesn't|didn't|only|think|guess|suspect|"
    r"noticed|deployed|changed|merged|rolled|restarted|reverted|it's|they're|that's|there's|i've|we've|i'm|we're)\b",
    re.IGNORECASE,
)
_WANTS = re.compile(
    r"\b(?:i|we) (?:(?:also|really|just) )?(?:want|need|would like|wonder|wanted)\b|\b(?:i|we)'d like\b|"
    r"\b(?:tell|show|give|send) (?:me|us)\b|\blet (?:me|us) know\b",
    re.IGNORECASE,
)
_ASKS_WORDS = """
who whom whose what which why when where how is are was were am do does did has have had can could will would
should may might shall check show list find review compare explain summarize summarise tell give describe
analyze analyse scan search draft write create run rerun start restart deploy open get fetch look
investigate help any anything anyone same also plus another whats
"""
_ASKS = frozenset(_ASKS_WORDS.split())
_TIMES_WORDS = """
last past hour hours minute minutes day days week weeks month months today yesterday tonight morning
afternoon evening noon midnight am pm utc cet between before after since until from to during over within
recent recently ago monday tuesday wednesday thursday friday saturday sunday weekend january february march
april may june july august september october november december
"""
_TIMES = frozenset(_TIMES_WORDS.split())
_SMALL_WORDS = """
the a an in on for of at by with and or not only just one ones that this it there here its my our service
repository environment build pull request version branch job pipeline main master please sorry i meant mean
thanks thank you thx cheers ok okay great cool nice perfect yes no region cluster
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_AMOUNT = re.compile(r"\d+(?:am|pm|h|hrs?|m|mins?|d|w)?")
_DENIED = re.compile(
    r"\b(?:not|instead of|rather than|except|without|excluding|exclude|ignore|ignoring|skip)\s+"
    r"(?:(?:in|on|for|the|about)\s+)*[\w./#-]+",
    re.IGNORECASE,
)
_STOPS = re.compile(
    r"^(?:(?:ok|okay|no|oh|wait|please|pls|hey|actually|sorry|just)[\s,.!]*)*"
    r"(?:stop|cancel|abort|halt|quit|enough|never ?mind|nvm|forget (?:it|that|about it)|kill it|"
    r"leave it|drop it|scratch that|(?:you (?:can|may) )?stop (?:it|that|this|now|there|please|looking)|"
    r"stop (?:this|the|that|your) (?:run|ask|work|job|search|question)|"
    r"(?:cancel|abort|stop) (?:it|that|this|everything|please|my (?:question|ask|request)|"
    r"(?:this|the|that) (?:run|ask|one|question|request))|don'?t bother)"
    r"(?:[\s,]*(?:please|pls|now|thanks|thank you|i (?:found|know|got) it|it'?s fine|all good|"
    r"i'?m good))*[\s.!]*$",
    re.IGNORECASE,
)
_PLACE = ("service", "repository", "pipeline")
_THINGS = ("pull_request", "build", "release", "alert", "incident", "advisory", "branch", "commit", "person")


def wants_to_stop(text: str) -> bool:
    """Whether a message says nothing but that the work should end."""
    return len(text) < 80 and _STOPS.match(text.strip()) is not None


class Additions:
    """Decides for one catalogue, by what the message does and what is left of it without names and times."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._follow_ups = FollowUps(catalog)

    def adds(self, ask: str, text: str) -> bool:
        """Whether a text adds to an ask that is worked on.

        Args:
            ask: What is worked on.
            text: What its author says meanwhile.
        """
        said = _FILLER.sub("", text.strip())
        words = plain(said).split()
        if len(words) > _LONGEST:
            return False
        if not words or self._is_fragment(words):
            return not text.strip().endswith("?")
        request = _POLITE.sub("", said)
        if _CORRECTS.match(request):
            return not self._asks_anew(request)
        if text.strip().endswith("?") or words[0] in _ASKS or _WANTS.search(said):
            return False
        return _TELLS.match(said) is not None

    def _asks_anew(self, request: str) -> bool:
        """Whether what looks like a correction goes on with a question or with another task."""
        rest = plain(_CORRECTS.sub("", request, count=1)).split()
        if request.startswith(("s/", "*")):
            return False
        if rest and rest[0] in _ASKS - {"may", "look"} and not request.lower().startswith(("look", "not")):
            return True
        if _INCLUDES.match(request):
            # Another service is another ask: one answer is about one of them.
            return bool(find_names(request, (), self._catalog, datetime.now().astimezone()).services)
        return "?" in rest and any(word in _ASKS for word in rest[1:])

    def _is_fragment(self, words: list[str]) -> bool:
        """Whether there are only names, times and small words: "staging", "the last hour"."""
        if words[0] in ("also", "plus", "same"):
            return False
        known = _SMALL | _TIMES
        return all(
            word in known or word in "?!#" or _AMOUNT.fullmatch(word) or self._follow_ups.is_name(word)
            for word in words
        )


def narrowed(names: Names, addition: str, catalog: Catalog, now: datetime) -> Names:
    """The names of an ask that somebody has added to: what is named now takes the place of what was."""
    added = find_names(_DENIED.sub(" ", addition), (), catalog, now)
    changes: dict[str, object] = {key: getattr(added, key) for key in _THINGS if getattr(added, key)}
    if added.any_of(_PLACE):
        changes |= {key: getattr(added, key) for key in (*_PLACE, "services")}
    if added.environment:
        changes["environment"] = added.environment
    if added.since or added.period:
        changes |= {key: getattr(added, key) for key in ("since", "until", "period")}
    if added.moment:
        changes["moment"] = added.moment
    return replace(names, **changes)  # type: ignore[arg-type]
