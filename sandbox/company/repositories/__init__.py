"""The company's git repositories, written as real ones from short stories.

The `.story` files of a folder tell a repository commit by commit; `story.py` describes the form. The pages of
the handbook come from `sandbox.company.documents`. The same moment and seed give the same hashes.
"""

from sandbox.company.repositories.history import Commit, History
from sandbox.company.repositories.writer import write_repositories

__all__ = ["Commit", "History", "write_repositories"]
