"""Runbooks, other documents and past incidents, found by meaning or by name and cited.

Exports its tools and their results.
"""

from tools.documents.incidents import PastIncident, PastIncidents, find_past_incidents
from tools.documents.keeping import OPERATIONS
from tools.documents.pages import DocumentPage, Passage, Passages, read_document, search_documents

TOOLS = (search_documents, find_past_incidents, read_document)

__all__ = [
    "OPERATIONS",
    "TOOLS",
    "DocumentPage",
    "Passage",
    "Passages",
    "PastIncident",
    "PastIncidents",
    "find_past_incidents",
    "read_document",
    "search_documents",
]
