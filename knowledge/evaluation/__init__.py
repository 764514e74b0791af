"""Measures the search on questions with known answers, beside two plain ways to search.

`read_questions` reads questions, `evaluate` asks them of a library, `report` sums up; what is called after
incidents does it for "have we seen this before".
"""

from knowledge.evaluation.evaluation import Help, Helped, Outcome, evaluate
from knowledge.evaluation.past_incidents import (
    IncidentFigures,
    IncidentQuestion,
    IncidentReport,
    evaluate_incidents,
    incident_report,
    read_incident_questions,
)
from knowledge.evaluation.questions import Question, QuestionsError, read_questions
from knowledge.evaluation.report import RERANKED, REWRITTEN, Figures, Report, report

__all__ = [
    "RERANKED",
    "REWRITTEN",
    "Figures",
    "Help",
    "Helped",
    "IncidentFigures",
    "IncidentQuestion",
    "IncidentReport",
    "Outcome",
    "Question",
    "QuestionsError",
    "Report",
    "evaluate",
    "evaluate_incidents",
    "incident_report",
    "read_incident_questions",
    "read_questions",
    "report",
]
