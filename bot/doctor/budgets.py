"""Which limits on spending are set, and whether they can be kept."""

from bot.doctor.check import Check, State
from bot.settings import Settings


def budget_check(settings: Settings) -> list[Check]:
    """The limits that are set; none offline, where nothing costs."""
    limits = settings.limits()
    if settings.provider == "offline" or not limits:
        return []
    unkept = settings.limits_without_price
    if unkept:
        names = ", ".join(limit.name for limit in unkept)
        found = f"Nobody knows what {settings.model} costs, so these limits can't be kept: {names}."
        todo = "Set MODEL_PRICE_INPUT and MODEL_PRICE_OUTPUT."
        return [Check(name="Budgets", state=State.BROKEN, found=found, todo=todo)]
    found = ", ".join(f"{limit.amount:,f} {limit.name}" for limit in limits)
    return [Check(name="Budgets", state=State.OK, found=found)]
