"""Finds passages: by meaning, by words and by name, joined, and each with the place it stands at."""

from knowledge.search.hit import Found, Hit, Page
from knowledge.search.search import Finder

__all__ = ["Finder", "Found", "Hit", "Page"]
