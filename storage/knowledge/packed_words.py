"""Reads how often pages have words from six bytes a word: as text they would take fifty times the memory.

Postgres packs them (`statements.PAGES`): the first four bytes of the word's SHA-256, then how often the page
has it, as two bytes. Of 8 words looked up in a page of 1,000, one in half a million is taken for another.
"""

from collections.abc import Sequence
from hashlib import sha256

KEY_BYTES = 4


def counted(packed: Sequence[bytes], words: Sequence[str]) -> list[dict[str, int]]:
    """How often each page has each of these words; those that it does not have are left out."""
    import numpy as np

    entry = np.dtype([("key", ">u4"), ("count", ">i2")])
    keys = np.frombuffer(b"".join(packed), dtype=entry)
    numbers = keys["key"].astype(np.uint32)
    ends = np.cumsum([len(page) // entry.itemsize for page in packed])
    found: list[dict[str, int]] = [{} for _ in packed]
    for word in dict.fromkeys(words):
        (places,) = np.nonzero(numbers == _key(word))
        pages = np.searchsorted(ends, places, side="right")
        for page, count in zip(pages.tolist(), keys["count"][places].tolist(), strict=True):
            found[page][word] = count
    return found


def _key(word: str) -> int:
    return int.from_bytes(sha256(word.encode()).digest()[:KEY_BYTES], "big")
