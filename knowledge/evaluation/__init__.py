"""Measures the search on questions with known answers, beside two plain ways to search.

`read_questions` reads questions, `evaluate` asks them of a library, `report` sums up.
"""

from knowledge.evaluation.evaluation import Outcome, evaluate
from knowledge.evaluation.questions import Question, QuestionsError, read_questions
from knowledge.evaluation.report import Figures, Report, report

__all__ = [
    "Figures",
    "Outcome",
    "Question",
    "QuestionsError",
    "Report",
    "evaluate",
    "read_questions",
    "report",
]
