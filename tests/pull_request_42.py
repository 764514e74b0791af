"""What Jonas does to the company's pull request 42, a push at a time."""

from tests.pushing import Checkout

SEARCH, RENAMED = "app/refund_search.py", "app/search.py"
SUMS = "app/sums.py"
UNSAFE_SUMS = '''\
"""Sums of refunds."""


def total(text: str) -> object:
    """The sum."""
    return eval(text)
'''
JOINED = """\
    query = f"SELECT id, order_id, amount, reason FROM refunds WHERE reason LIKE '%{text}%'"
    if customer:
        query += f" AND customer = '{customer}'"
    rows = connection.execute(query).fetchall()
"""
BOUND = """\
    query = "SELECT id, order_id, amount, reason FROM refunds WHERE reason LIKE ? AND ? IN ('', customer)"
    rows = connection.execute(query, (f"%{text}%", customer)).fetchall()
"""


async def mend_time_out(checkout: Checkout) -> None:
    """One problem is mended, another comes with a new file, and all lines of the search shift."""
    text = checkout.read(SEARCH)
    mended = text.replace('auth=(GATEWAY_KEY, ""))', 'auth=(GATEWAY_KEY, ""), timeout=5)')
    assert mended != text
    shifted = mended.replace("import sqlite3", "import logging\nimport sqlite3")
    await checkout.commit("Give it a time-out", {SEARCH: shifted, SUMS: UNSAFE_SUMS})
    await checkout.push()


async def rebase(checkout: Checkout) -> None:
    """The branch is put onto the newest main."""
    await checkout.git("fetch", "-q", "origin")
    await checkout.git("rebase", "-q", "origin/main")
    await checkout.push("--force")


async def rewrite_last_commit(checkout: Checkout) -> None:
    """The last commit gets another message."""
    await checkout.commit("Give it a time-out, once more", {}, "--amend", "--allow-empty")
    await checkout.push("--force")


async def rename_search(checkout: Checkout) -> None:
    """The file of the search gets another name."""
    await checkout.git("mv", SEARCH, RENAMED)
    api = checkout.read("app/api.py").replace("refund_search", "search")
    await checkout.commit("Rename it", {"app/api.py": api})
    await checkout.push()


async def bind_values(checkout: Checkout, path: str = SEARCH) -> None:
    """The query gets its values as parameters."""
    text = checkout.read(path)
    assert JOINED in text
    await checkout.commit("Bind the values of the refund search", {path: text.replace(JOINED, BOUND)})
    await checkout.push()
