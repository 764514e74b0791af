"""Secrets in repositories and known holes in dependencies. What could not be looked at is always named.

Exports its tools and results, the OSV client and the scan of a text for other tools.
"""

from tools.security.audit import DependencyAudit, Vulnerability, audit_dependencies
from tools.security.osv import Osv
from tools.security.scan import FoundSecret, SecretScan, scan_secrets

TOOLS = (scan_secrets, audit_dependencies)

__all__ = [
    "TOOLS",
    "DependencyAudit",
    "FoundSecret",
    "Osv",
    "SecretScan",
    "Vulnerability",
    "audit_dependencies",
    "scan_secrets",
]
