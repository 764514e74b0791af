"""The record of what was asked, decided and done: rows are only added, each chained to the one before.

`AuditLog` writes, `AuditReader` verifies and exports, `remove_old` keeps it from growing for ever.
`events` has a constructor for each kind of row; `append` writes in a transaction of the caller's.
"""

from storage.audit.chain import GENESIS, Head
from storage.audit.events import AuditEvent
from storage.audit.log import AuditLog, append, together
from storage.audit.reader import AuditReader
from storage.audit.retention import AuditBrokenError, remove_old
from storage.audit.verify import Problem, ProblemKind, Verification

__all__ = [
    "GENESIS",
    "AuditBrokenError",
    "AuditEvent",
    "AuditLog",
    "AuditReader",
    "Head",
    "Problem",
    "ProblemKind",
    "Verification",
    "append",
    "remove_old",
    "together",
]
