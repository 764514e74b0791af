"""How a review begins: a part of several playbooks."""

from agents.playbooks.wording import plural
from tools.analysis import Review
from tools.findings import Severity
from tools.toolbox import Cited

SERIOUS = Severity.HIGH.rank


def review_lead(review: Cited[Review]) -> str:
    """What was found in what, and what was not looked at."""
    result = review.result
    count = len(review.findings)
    serious = sum(finding.severity.rank <= SERIOUS for finding in review.findings)
    if not count:
        lead = f"**No findings** in {result.subject} [{review.id}]."
    else:
        worst = ", none of them serious" if not serious else f", {plural(serious, 'serious one')}"
        lead = f"**{plural(count, 'finding')}**{worst}, in {result.subject} [{review.id}]."
    failed = [run.name for run in result.analysers if run.problem]
    if failed:
        lead += f" :warning: Did not run: {', '.join(failed)} [{review.id}]."
    if result.dropped:
        lead += f" {len(result.dropped)} dropped by the model, see details [{review.id}]."
    if result.skipped:
        lead += f" Not looked at: {plural(len(result.skipped), 'file')} [{review.id}]."
    return lead
