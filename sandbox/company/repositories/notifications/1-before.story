%% 66d 09:30 tom: Start the notifications service
=== README.md
# notifications

E-mails and text messages to customers. Workers take messages from a queue.

    python -m pytest
=== CODEOWNERS
*               @larkfield/platform
/app/templates/ @larkfield/storefront
=== .gitignore
__pycache__/
.venv/
=== pyproject.toml
[project]
name = "notifications"
version = "0.9.0"
requires-python = ">=3.11"

[tool.pytest.ini_options]
testpaths = ["tests"]
pythonpath = ["."]
=== requirements.txt
pika==1.3.2
=== Jenkinsfile
pipeline {
  agent { label 'python' }
  stages {
    stage('Checkout') { steps { checkout scm } }
    stage('Lint')     { steps { sh 'ruff check .' } }
    stage('Test')     { steps { sh 'python -m pytest --junitxml=report.xml' } }
    stage('Package')  { steps { sh 'docker build -t images.larkfield.example/notifications .' } }
  }
}
=== app/__init__.py
"""E-mails and text messages."""
=== app/queue.py
"""The queue of messages to send."""

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    id: str
    to: str
    template: str
    values: tuple[tuple[str, str], ...] = ()


class Queue:
    def __init__(self) -> None:
        self._waiting: deque[Message] = deque()

    def put(self, message: Message) -> None:
        self._waiting.append(message)

    def take(self) -> Message | None:
        return self._waiting.popleft() if self._waiting else None

    def __len__(self) -> int:
        return len(self._waiting)
=== app/templates/order.txt
Dear $customer, your order $order is on its way.
=== app/render.py
"""The text of a message."""

from pathlib import Path
from string import Template

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, values: dict[str, str]) -> str:
    """Fill a template; a missing value is an error, not an empty place in a customer's letter."""
    return Template((TEMPLATES / f"{template}.txt").read_text()).substitute(values).strip()
=== tests/test_render.py
import pytest

from app.render import render


def test_values_are_filled_in():
    assert render("order", {"customer": "Ada", "order": "L-1001"}) == "Dear Ada, your order L-1001 is on its way."


def test_a_missing_value_is_an_error():
    with pytest.raises(KeyError):
        render("order", {"customer": "Ada"})
%% 31d 10:20 tom: Send what waits in the queue
=== app/worker.py
"""Take messages from the queue and send them."""

from collections.abc import Callable

from app.queue import Queue
from app.render import render

Send = Callable[[str, str], None]


def work(queue: Queue, send: Send) -> int:
    """Send everything that waits; returns how many messages went out."""
    sent = 0
    while (message := queue.take()) is not None:
        send(message.to, render(message.template, dict(message.values)))
        sent += 1
    return sent
=== tests/test_worker.py
from app.queue import Message, Queue
from app.worker import work

VALUES = (("customer", "Ada"), ("order", "L-1001"))


def test_everything_is_sent():
    queue, out = Queue(), []
    queue.put(Message("m1", "ada@example.com", "order", VALUES))
    assert work(queue, lambda to, text: out.append(to)) == 1
    assert (out, len(queue)) == (["ada@example.com"], 0)
