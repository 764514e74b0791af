"""The tables, one module an area.

Other packages read and write rows through these classes inside `Database.session()`.
"""

from storage.models.approvals import Action, ActionState, Approval, ApprovalState
from storage.models.asks import OPEN, UNDELIVERED, Answer, Ask, AskStatus, Evidence, Feedback, Turn
from storage.models.base import Base
from storage.models.knowledge import (
    KnowledgeGap,
    KnowledgePage,
    KnowledgePassage,
    KnowledgeSource,
    KnowledgeVector,
    SourceState,
)
from storage.models.landscape import Environment, Pipeline, Project, Repository, Service
from storage.models.people import Identity, Organization, User
from storage.models.records import AuditEntry, AuditHead, BudgetNotice, Usage
from storage.models.reviews import (
    CodeAnalysisResult,
    CodeFinding,
    FindingState,
    PullRequest,
    Review,
    ReviewBoard,
    ReviewState,
)
from storage.models.roles import Role

__all__ = [
    "OPEN",
    "UNDELIVERED",
    "Action",
    "ActionState",
    "Answer",
    "Approval",
    "ApprovalState",
    "Ask",
    "AskStatus",
    "AuditEntry",
    "AuditHead",
    "Base",
    "BudgetNotice",
    "CodeAnalysisResult",
    "CodeFinding",
    "Environment",
    "Evidence",
    "Feedback",
    "FindingState",
    "Identity",
    "KnowledgeGap",
    "KnowledgePage",
    "KnowledgePassage",
    "KnowledgeSource",
    "KnowledgeVector",
    "Organization",
    "Pipeline",
    "Project",
    "PullRequest",
    "Repository",
    "Review",
    "ReviewBoard",
    "ReviewState",
    "Role",
    "Service",
    "SourceState",
    "Turn",
    "Usage",
    "User",
]
