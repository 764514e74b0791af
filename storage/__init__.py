"""What Quarterdeck keeps: the tables, the embedded Postgres, the job queue and the catalogue.

Everything above reads and writes through `Database`, the stores and `Queue`; the lowest of the packages.
"""

from storage.asks import RUN_ASK, AskStore, NewAsk
from storage.audit import AuditLog
from storage.catalog import (
    Catalog,
    CatalogError,
    EnvironmentEntry,
    PersonEntry,
    PipelineEntry,
    RepositoryEntry,
    ServiceEntry,
)
from storage.catalog_rows import write_catalog
from storage.database import Database, DatabaseUnavailableError
from storage.evidence import EvidenceStore, NewEvidence
from storage.queue import Queue
from storage.settings import ENV_FILES, StorageSettings

__all__ = [
    "ENV_FILES",
    "RUN_ASK",
    "AskStore",
    "AuditLog",
    "Catalog",
    "CatalogError",
    "Database",
    "DatabaseUnavailableError",
    "EnvironmentEntry",
    "EvidenceStore",
    "NewAsk",
    "NewEvidence",
    "PersonEntry",
    "PipelineEntry",
    "Queue",
    "RepositoryEntry",
    "ServiceEntry",
    "StorageSettings",
    "write_catalog",
]
