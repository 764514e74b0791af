"""Past incidents: what they were in terms that can be compared, and which are like what happens now.

`question_of` describes what happens now, `IncidentFinder` finds what was like it, a `Match` says how surely.
"""

from knowledge.incidents.asking import words_of
from knowledge.incidents.finder import IncidentFinder
from knowledge.incidents.matching import Match, Sureness
from knowledge.incidents.profile import Incident, Question, question_of

__all__ = ["Incident", "IncidentFinder", "Match", "Question", "Sureness", "question_of", "words_of"]
