"""The specialists' ways of working known asks, one a file.

Importing this package registers them; `playbook_for` gives the one for a specialist and a case.
"""

import importlib
import inspect
import pkgutil

from agents.playbooks.playbook import Draft, find_playbook, playbook_for, registered
from agents.specialist import SpecialistId

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")


def worked_examples(specialist: SpecialistId) -> list[str]:
    """How the specialist works each kind of ask, in words: the playbooks' docstrings."""
    return [
        f"{intent.replace('_', ' ')}: {' '.join((inspect.getdoc(function) or '').split())}"
        for intent, function in registered(specialist)
    ]


__all__ = ["Draft", "find_playbook", "playbook_for", "registered", "worked_examples"]
