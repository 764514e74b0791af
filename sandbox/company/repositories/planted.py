"""Secrets that someone at Larkfield committed by mistake.

They are put together here, so that our own repository holds nothing that looks like a secret.
None of them opens anything.
"""

import string

from sandbox.company.timeline import Timeline

_LETTERS = string.ascii_letters + string.digits


def planted_secrets(timeline: Timeline) -> dict[str, str]:
    """Values for the places `<<name>>` of the stories, the same ones for the same seed."""
    choice = timeline.random("planted secrets")

    def draw(letters: str, count: int) -> str:
        return "".join(choice.choice(letters) for _ in range(count))

    return {
        "aws_access_key_id": "AK" + "IA" + draw(string.ascii_uppercase + "234567", 16),
        "aws_secret_access_key": draw(_LETTERS + "/+", 40),
        "database_password": draw(_LETTERS, 18),
        "stripe_live_key": "sk" + "_live_" + draw(_LETTERS, 24),
    }
