"""Patches for findings: each is tried on a copy of its file before it is offered."""

from tools.analysis.suggestions.suggest import suggest, without_patches

__all__ = ["suggest", "without_patches"]
