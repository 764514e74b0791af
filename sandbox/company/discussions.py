"""What people wrote in pull requests and issues."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment, a comment at a line of the diff, or (with `state`) a review; `minutes` after the opening."""

    author: str
    minutes: int
    text: str
    path: str | None = None
    line: int | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """A description and what was said about it; issues also say how long ago they were opened and closed."""

    body: str
    remarks: tuple[Remark, ...] = ()
    title: str = ""
    author: str = ""
    labels: tuple[str, ...] = ()
    milestone: str | None = None
    assignees: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    draft: bool = False
    hours_ago: float = 0
    closed_hours_ago: float | None = None


def _approved(author: str, minutes: int, text: str = "") -> Remark:
    return Remark(author, minutes, text, state="APPROVED")


PULLS: Final[dict[tuple[str, int], Talk]] = {
    ("payments", 37): Talk(
        "The support desk asks for charges by order. No framework: two routes don't need one.",
        (_approved("priya", 95, "Nice and small."),),
    ),
    ("payments", 38): Talk(
        "Two partial refunds could together be more than the charge.",
        (_approved("jonas", 210), _approved("maya", 400, "Good catch.")),
    ),
    ("payments", 40): Talk("For the monthly report.", (_approved("jonas", 30),)),
    ("payments", 41): Talk(
        "Checkout shows them on the order page.",
        (
            Remark("priya", 55, "Can the amounts stay text? Floats lose cents on our side."),
            Remark("jonas", 70, "They are text already."),
            _approved("priya", 90), _approved("tom", 240),
        ),
    ),
    ("payments", 42): Talk(
        "The support desk wants to find refunds by customer or by reason, without asking us each time.\n\n"
        "- adds `/refunds/search?q=…&customer=…`\n- shows what the gateway says about a refund\n\n"
        "Tried it by hand with a few refunds.",
        (
            Remark(
                "priya", 35, "Where does `text` come from? Could this query get its values as parameters?",
                path="app/refund_search.py", line=14,
            ),
            Remark("priya", 36, "One question at the query, the rest later today.", state="COMMENTED"),
        ),
        title="Add refund search", labels=("enhancement",), reviewers=("priya",), teams=("payments",),
    ),
    ("checkout", 48): Talk(
        "Orders are charged through the payments service.", (_approved("priya", 180, "Ship it."),),
    ),
    ("checkout", 50): Talk("Customers asked why.", (_approved("priya", 45),), labels=("enhancement",)),
    ("checkout", 52): Talk(
        "Adding the same product twice made two lines, and the discount for three pieces did not apply.",
        (_approved("priya", 300),), labels=("bug",),
    ),
    ("checkout", 53): Talk(
        "An experiment, not for merging yet. I want to measure it under load first.",
        (Remark("priya", 200, "Let's talk after 1.8."),), draft=True,
    ),
    ("checkout", 54): Talk("New pods get traffic only when they are ready.", (_approved("priya", 60),)),
    ("checkout", 55): Talk(
        "Customer groups get their own price rules. Each line item now asks for the rules that fit it.\n\n"
        "Tests: rules of other customers do not count.",
        (
            Remark("jonas", 60, "How many items does a basket have at most?"),
            Remark("priya", 75, "Usually two or three. Wholesale customers have up to eighty."),
            _approved("jonas", 150, "Fine for now."),
        ),
        labels=("enhancement",), milestone="1.8",
    ),
    ("checkout", 57): Talk(
        "What is in it:\n\n- gift wrapping\n- baskets are kept for thirty days\n"
        "- price rules for customer groups (in production since 1.7.3)\n\n"
        "Built and tested as 1.8.0-rc1 by checkout-build #211.",
        (_approved("jonas", 130, "Read all of it. Good to go from my side."),),
        title="Release 1.8", labels=("release",), milestone="1.8", teams=("checkout",),
    ),
    ("inventory", 61): Talk("Answers are kept for a minute.", (_approved("priya", 120),)),
    ("inventory", 62): Talk("Action of INC-29.", (_approved("maya", 30),), labels=("incident",)),
    ("inventory", 64): Talk("For cancelled orders.", (_approved("tom", 150),)),
    ("inventory", 66): Talk(
        "Lists what to buy again. The limit is the same for all products for now.", reviewers=("maya",),
    ),
    ("notifications", 23): Talk(
        "INC-31: the queue may deliver a message twice. We now remember what was sent.",
        (_approved("maya", 40),), labels=("incident",),
    ),
    ("notifications", 24): Talk("Text by Sofia.", (_approved("tom", 90),)),
    ("notifications", 25): Talk(
        "Text messages for deliveries. The provider's contract is not signed yet.", reviewers=("maya",),
    ),
    ("storefront", 102): Talk("Asks checkout instead of copying its rules.", (_approved("priya", 60),)),
    ("storefront", 104): Talk("Bulbs first.", (_approved("priya", 25, "Pretty."),)),
    ("storefront", 106): Talk(
        "Keyboard users could not leave the drawer.",
        (
            Remark("maya", 45, "CI is red: the drawer test timed out again. Not yours."),
            _approved("maya", 240, "Green after a re-run."),
        ),
        labels=("accessibility",),
    ),
    ("storefront", 107): Talk(
        "Every picture says what it shows.", labels=("accessibility",), reviewers=("priya",),
    ),
}  # fmt: skip

ISSUES: Final[dict[tuple[str, int], Talk]] = {
    ("payments", 39): Talk(
        "requests 2.19.1 is old. Is the proxy gone yet?", title="Lift the pin of requests", author="lin",
        labels=("security", "dependencies"), assignees=("jonas",), hours_ago=190,
    ),
    ("checkout", 49): Talk(
        "Pods were killed at 512 Mi during the newsletter.", (Remark("tom", 300, "Raised to 768 Mi."),),
        title="Checkout runs out of memory", author="tom", labels=("bug",), assignees=("tom",),
        hours_ago=460, closed_hours_ago=380,
    ),
    ("checkout", 56): Talk(
        "Placing an order takes about a second since yesterday. Large baskets are worse.\n\n"
        "The alert CheckoutHighLatency is firing.",
        (Remark("tom", 25, "I see it in the metrics too. It began around the deploy of 1.7.3."),),
        title="Placing an order is slow since yesterday", author="maya", labels=("bug", "production"),
        assignees=("priya",), hours_ago=17.5,
    ),
    ("inventory", 63): Talk(
        "After the cache went in, nobody watches the database's load.", title="Alert on database load",
        author="tom", labels=("monitoring",), assignees=("tom",), hours_ago=300,
    ),
    ("inventory", 65): Talk(
        "The bill of the database is 40 % higher since the instance class was changed. Do we need it?",
        title="Is the larger database instance needed?", author="sofia", labels=("cost",),
        assignees=("tom",), hours_ago=130,
    ),
    ("storefront", 103): Talk(
        "`cart drawer opens` fails now and then with a time-out and passes when run again.",
        (Remark("priya", 2000, "Again today."), Remark("maya", 6100, "And again.")),
        title="The cart drawer test is flaky", author="priya", labels=("flaky-test",),
        assignees=("priya",), hours_ago=330,
    ),
    ("storefront", 105): Talk(
        "The banner links to /spring.", title="Wrong link on the first page", author="sofia",
        labels=("bug",), hours_ago=220, closed_hours_ago=215,
    ),
    ("handbook", 1): Talk(
        "The page on moving the database is more than a year old and names servers that are gone.",
        title="Bring database-failover up to date", author="lin", labels=("documentation",),
        assignees=("tom",), hours_ago=700,
    ),
}  # fmt: skip
