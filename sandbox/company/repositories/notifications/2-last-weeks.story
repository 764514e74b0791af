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
