"""The tables, one module an area.

Other packages read and write rows through these classes inside `Database.session()`.
"""

from storage.models.asks import Answer, Ask, AskStatus, Evidence, Feedback, Turn
from storage.models.base import Base
from storage.models.landscape import Environment, Pipeline, Project, Repository, Service
from storage.models.people import Identity, Organization, User
from storage.models.records import AuditEntry, Usage

__all__ = [
    "Answer",
    "Ask",
    "AskStatus",
    "AuditEntry",
    "Base",
    "Environment",
    "Evidence",
    "Feedback",
    "Identity",
    "Organization",
    "Pipeline",
    "Project",
    "Repository",
    "Service",
    "Turn",
    "Usage",
    "User",
]
