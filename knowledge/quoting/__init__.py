"""What found pages say about a question, in their own words, and where a newer page says otherwise."""

from knowledge.quoting.contradiction import Contradiction
from knowledge.quoting.deciding import Quote

__all__ = ["Contradiction", "Quote"]
