"""Runbooks, other documents and past incidents, found by meaning or by name and cited.

Exports its tools and their results.
"""

from tools.documents.incidents import PastIncident, PastIncidents, find_past_incidents
from tools.documents.keeping import OPERATIONS
from tools.documents.pages import read_document, search_documents
from tools.documents.results import DocumentPage, Otherwise, Passage, Passages, Quoted

TOOLS = (search_documents, find_past_incidents, read_document)

__all__ = [
    "OPERATIONS",
    "TOOLS",
    "DocumentPage",
    "Otherwise",
    "Passage",
    "Passages",
    "PastIncident",
    "PastIncidents",
    "Quoted",
    "find_past_incidents",
    "read_document",
    "search_documents",
]
