"""What people said in the channels before the sandbox started, relative to its `now`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.company.company import Company


@dataclass(frozen=True, slots=True)
class Line:
    """One message.

    Args:
        at: when it was said.
        channel: the name of the channel.
        author: the handle of who said it.
        text: what was said, with `@handle`, `#channel` and plain addresses.
        reply_to: how the message begins in whose thread this one stands.
        reactions: who reacted, by emoji.
    """

    at: datetime
    channel: str
    author: str
    text: str
    reply_to: str | None = None
    reactions: dict[str, tuple[str, ...]] = field(default_factory=dict)


def conversations(company: Company) -> tuple[Line, ...]:
    """All earlier messages, oldest first."""
    lines = (*_general(company), *_payments(company), *_checkout(company), *_incidents(company))
    return tuple(sorted((*lines, *_platform(company), *_security(company)), key=lambda line: line.at))


def _general(company: Company) -> Iterator[Line]:
    when = company.timeline
    yield Line(
        when.workday(4, "09:05"), "general", "maya",
        "Morning all. The autumn sale is close, and the change freeze is in policies/change-freeze.md of the "
        "handbook. Please read it before you plan anything for production.",
        reactions={"+1": ("jonas", "priya", "tom", "lin")},
    )  # fmt: skip
    yield Line(
        when.workday(3, "12:10"), "general", "sofia",
        "Last month's cloud invoice is in; the daily rows are in handbook/costs. Questions in #platform.",
    )  # fmt: skip
    yield Line(
        when.workday(1, "16:20"), "general", "maya",
        "@quarterdeck is installed in all channels. Mention it, write to it directly, or use /deck.",
        reactions={"eyes": ("tom", "sofia"), "tada": ("priya",)},
    )  # fmt: skip


def _payments(company: Company) -> Iterator[Line]:
    when = company.timeline
    yield Line(
        when.ago(days=1, minutes=-6), "payments", "jonas",
        "payments-build #317 is green, 2.4.0 looks fine on staging.",
        reactions={"white_check_mark": ("priya",)},
    )  # fmt: skip
    yield Line(
        when.pr42_opened_at, "payments", "jonas",
        "Support asked for a way to find refunds: payments#42 \"Add refund search\" is up. Reviews welcome.",
    )  # fmt: skip
    yield Line(
        when.pr42_comment_at, "payments", "priya",
        "I left a question about the query in app/refund_search.py.",
        reply_to="Support asked",
    )  # fmt: skip
    yield Line(
        when.failed_build_at, "payments", "tom",
        "payments-build #318 just went red on main. @jonas is that yours?",
    )  # fmt: skip
    yield Line(
        when.ago(hours=2, minutes=50), "payments", "jonas",
        "Could be, I pushed to main shortly before. In a meeting until later, will look after that.",
        reply_to="payments-build #318",
    )  # fmt: skip


def _checkout(company: Company) -> Iterator[Line]:
    when = company.timeline
    yield Line(
        when.pr55_opened_at, "checkout", "priya",
        "checkout#55 brings the price rules that marketing needs for the sale, a set for each line item.",
    )  # fmt: skip
    yield Line(
        when.pr55_merged_at, "checkout", "jonas",
        "Looks good to me, approved.",
        reply_to="checkout#55",
        reactions={"pray": ("priya",)},
    )  # fmt: skip
    yield Line(
        when.bad_deploy_at, "checkout", "priya",
        "Deployed checkout 1.7.3 to production (checkout-deploy #94).",
        reactions={"rocket": ("maya",)},
    )  # fmt: skip
    yield Line(
        when.ago(hours=6), "checkout", "maya",
        "Support says the basket feels slow since yesterday. Is anybody looking at that?",
    )  # fmt: skip
    yield Line(
        when.pr57_opened_at, "checkout", "priya",
        "Release 1.8 is up as checkout#57, v1.8.0-rc1 is tagged and checkout-build #211 is green.",
    )  # fmt: skip


def _incidents(company: Company) -> Iterator[Line]:
    when = company.timeline
    yield Line(
        when.workday(12, "11:40"), "incidents", "tom",
        "INC-31 \"Notification e-mails sent twice\" is closed, the postmortem is in handbook/postmortems.",
        reactions={"pray": ("maya", "priya")},
    )  # fmt: skip
    yield Line(
        when.alert_fired_at, "incidents", "tom",
        "CheckoutHighLatency is paging me. p95 is well over the line, looking.",
    )  # fmt: skip
    yield Line(
        when.ago(hours=19), "incidents", "tom",
        "It comes and goes with the traffic. Nobody has complained yet, so I keep watching for now.",
        reply_to="CheckoutHighLatency is paging",
    )  # fmt: skip
    yield Line(
        when.ago(hours=5, minutes=40), "incidents", "maya",
        "Still firing, and now support hears of it. Can we find out what changed?",
        reply_to="CheckoutHighLatency is paging",
    )  # fmt: skip


def _platform(company: Company) -> Iterator[Line]:
    when = company.timeline
    yield Line(
        when.workday(9, "14:30"), "platform", "tom",
        "QueueBacklog for notifications fired again over lunch and cleared by itself.",
    )  # fmt: skip
    yield Line(
        when.workday(3, "12:30"), "platform", "sofia",
        "@tom the database of inventory costs a good deal more than the month before. Do you know why?",
    )  # fmt: skip
    yield Line(
        when.workday(3, "13:05"), "platform", "tom",
        "We moved it to a bigger instance class before the sale. I would have to look up what that adds.",
        reply_to="<@U0TOM> the database",
    )  # fmt: skip
    yield Line(
        when.workday(1, "10:15"), "platform", "maya",
        "The storefront CI failed on \"cart drawer opens\" again and passed on the re-run.",
    )  # fmt: skip


def _security(company: Company) -> Iterator[Line]:
    when = company.timeline
    yield Line(
        when.workday(6, "09:45"), "security", "lin",
        "Reminder: a secret that got into a repository is rotated within four hours (policies/security.md).",
        reactions={"+1": ("tom", "jonas")},
    )  # fmt: skip
    yield Line(
        when.workday(2, "15:20"), "security", "lin",
        "I have not been through the payments repository for a while. Are there old dependencies in it?",
    )  # fmt: skip
