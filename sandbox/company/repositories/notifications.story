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
    stage('Package')  { steps { sh 'docker build -t registry.larkfield.example/notifications .' } }
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
%% 12d 16:10 tom: Send each message once
% branch send-once
% body: INC-31: after a lost acknowledgement the queue delivered messages again and customers got two e-mails.
@@@ app/worker.py
-def work(queue: Queue, send: Send) -> int:
+def work(queue: Queue, send: Send, seen: set[str] | None = None) -> int:
     """Send everything that waits; returns how many messages went out."""
     sent = 0
+    seen = set() if seen is None else seen
     while (message := queue.take()) is not None:
+        if message.id in seen:
+            continue
         send(message.to, render(message.template, dict(message.values)))
+        seen.add(message.id)
         sent += 1
@@@ tests/test_worker.py
     assert (out, len(queue)) == (["ada@example.com"], 0)
+
+
+def test_a_message_that_comes_twice_is_sent_once():
+    queue, out = Queue(), []
+    for _ in range(2):
+        queue.put(Message("m1", "ada@example.com", "order", VALUES))
+    assert work(queue, lambda to, text: out.append(to)) == 1
%% 11d 09:45 maya: Merge pull request #23 from larkfield/send-once
% merge send-once
% body: Send each message once
% tag v0.10.0
%% 9d 12:00 maya: Thank the customer in the order e-mail
=== app/templates/order.txt
Dear $customer, thank you! Your order $order is on its way.
@@@ tests/test_render.py
-    assert render("order", {"customer": "Ada", "order": "L-1001"}) == "Dear Ada, your order L-1001 is on its way."
+    assert render("order", {"customer": "Ada", "order": "L-1001"}).endswith("Your order L-1001 is on its way.")
%% 7d 10:30 tom: Tell the depth of the queue
=== app/metrics.py
"""What Prometheus reads."""

from app.queue import Queue


def metrics(queues: dict[str, Queue]) -> str:
    lines = ["# HELP queue_depth Messages that wait.", "# TYPE queue_depth gauge"]
    lines += [f'queue_depth{{queue="{name}"}} {len(queue)}' for name, queue in sorted(queues.items())]
    return "\n".join(lines) + "\n"
=== tests/test_metrics.py
from app.metrics import metrics
from app.queue import Message, Queue


def test_depth_of_each_queue():
    queue = Queue()
    queue.put(Message("m1", "ada@example.com", "order"))
    assert 'queue_depth{queue="email"} 1' in metrics({"email": queue})
%% 4d 14:15 priya: Add a refund e-mail
% branch refund-email
=== app/templates/refund.txt
Dear $customer, we have returned $amount for order $order.
@@@ tests/test_render.py
+def test_refund():
+    text = render("refund", {"customer": "Ada", "order": "L-1001", "amount": "4.20 EUR"})
+    assert "returned 4.20 EUR" in text
+
+
 def test_a_missing_value_is_an_error():
%% 3d 09:35 tom: Merge pull request #24 from larkfield/refund-email
% merge refund-email
% body: Add a refund e-mail
% tag v0.11.0
%% 2d 13:20 tom: Send text messages through a second queue
% branch text-messages #25
=== app/sms.py
"""Text messages: at most 160 characters."""


def shorten(text: str, limit: int = 160) -> str:
    """Cut at a word and end with an ellipsis."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0] + "…"
=== tests/test_sms.py
from app.sms import shorten


def test_long_texts_end_at_a_word():
    assert shorten("one two three", 9) == "one two…"
