"""Makes documents of what sources give: text with headings, whatever it was written in.

Exports `document_of`, which knows the formats by their file names and media types.
"""

from knowledge.reading.document import Document, Section
from knowledge.reading.errors import UnreadableError
from knowledge.reading.reading import document_of

__all__ = ["Document", "Section", "UnreadableError", "document_of"]
