"""What a change breaks in files that it left alone: no comment can stand; the review's text tells it."""

from storage.models import FindingState
from tests.tools.reviews.conftest import Desk

GONE = "`app/money.py` is gone, and tests/test_money.py still imports it"


async def test_an_import_of_a_deleted_file_is_told_once_and_no_more_when_it_is_back(desk: Desk) -> None:
    money = desk.checkout.read("app/money.py")
    await desk.checkout.commit("Delete the money", {"app/money.py": None})
    await desk.checkout.push()
    await desk.review()
    (review,) = await desk.reviews()
    assert GONE in review
    assert not any("app/money.py" in body for body in await desk.comments())
    await desk.checkout.commit("A word", {"README.md": desk.checkout.read("README.md") + "\nA word.\n"})
    await desk.checkout.push()
    again = await desk.look()
    (known,) = [one for one in again.known if one.path == "tests/test_money.py"]
    assert (known.state, known.rule) == (FindingState.PUBLISHED, "api-breakage")
    await desk.review()
    assert sum(GONE in body for body in await desk.reviews()) == 1
    await desk.checkout.commit("The money is back", {"app/money.py": money})
    await desk.checkout.push()
    back = await desk.look()
    gone = {one.path for one in back.gone if one.rule == "api-breakage"}
    assert gone == {"app/refunds.py", "tests/test_money.py"}
    # Nothing but what was found before leads there now.
    assert {"app/refunds.py", "tests/test_money.py"} <= set(back.review.coverage["sight"])
