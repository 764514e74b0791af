"""What Quarterdeck keeps: the tables, the embedded Postgres, the job queue and the catalogue.

Everything above reads and writes through `Database`, the stores and `Queue`; the lowest of the packages.
"""

from storage.actions import ActionStore, NewAction
from storage.approvals import RESUME_ASK, ApprovalStore, NewApproval, Ruling
from storage.asks import DELIVER_ASK, RUN_ASK, Added, AskStore, NewAsk
from storage.audit import AuditEvent, AuditLog
from storage.budgets import Account, BudgetExceededError, Budgets, Cost, Limit, Payer
from storage.catalog import (
    Catalog,
    CatalogError,
    EnvironmentEntry,
    PersonEntry,
    PipelineEntry,
    RepositoryEntry,
    RoleEntry,
    ServiceEntry,
)
from storage.catalog_rows import write_catalog
from storage.database import Database, DatabaseUnavailableError
from storage.evidence import EvidenceStore, NewEvidence
from storage.queue import UPKEEP, Queue, TryLaterError
from storage.reviews import ReviewStore
from storage.roles import HeldRole, RoleStore
from storage.runs import RunStore
from storage.settings import ENV_FILES, StorageSettings
from storage.visibility import Viewer

__all__ = [
    "DELIVER_ASK",
    "ENV_FILES",
    "RESUME_ASK",
    "RUN_ASK",
    "UPKEEP",
    "Account",
    "ActionStore",
    "Added",
    "ApprovalStore",
    "AskStore",
    "AuditEvent",
    "AuditLog",
    "BudgetExceededError",
    "Budgets",
    "Catalog",
    "CatalogError",
    "Cost",
    "Database",
    "DatabaseUnavailableError",
    "EnvironmentEntry",
    "EvidenceStore",
    "HeldRole",
    "Limit",
    "NewAction",
    "NewApproval",
    "NewAsk",
    "NewEvidence",
    "Payer",
    "PersonEntry",
    "PipelineEntry",
    "Queue",
    "RepositoryEntry",
    "ReviewStore",
    "RoleEntry",
    "RoleStore",
    "Ruling",
    "RunStore",
    "ServiceEntry",
    "StorageSettings",
    "TryLaterError",
    "Viewer",
    "write_catalog",
]
