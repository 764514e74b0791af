from dataclasses import replace

from knowledge.embeddings import minilm
from knowledge.quoting.deciding import LONGEST, deciding
from knowledge.search.hit import Hit

TEXT = """\
The service keeps its sessions in Redis. Redis runs on two machines. Nobody has to sign in again.

To take over by hand, run this on the second machine:

```sh
redisctl promote --yes
```

Tell the support team afterwards. A failover takes 40 seconds.
"""
HIT = Hit(path="redis.md", title="Redis", heading="", url=None, date="2026-01-01", score=1, text=TEXT)


def test_the_sentence_that_decides_is_quoted_and_not_the_page() -> None:
    (quote,) = deciding("How long does a failover take?", [HIT], minilm())
    assert "A failover takes 40 seconds." in quote.text
    assert "support team" not in quote.text
    assert "sessions" not in quote.text


def test_what_a_sentence_announces_comes_with_it() -> None:
    (quote,) = deciding("How do I take over by hand?", [HIT], minilm())
    assert "run this on the second machine:\n```sh\nredisctl promote --yes\n```" in quote.text


def test_quotes_are_verbatim_and_short() -> None:
    long = replace(
        HIT, text="\n\n".join(f"A failover of machine {n} takes {n} seconds or more." for n in range(40))
    )
    (quote,) = deciding("How long does a failover take?", [long], minilm())
    assert len(quote.text) <= LONGEST
    for line in quote.text.splitlines():
        assert line in long.text
    endless = replace(HIT, text=f"A failover takes {'very ' * 500}long")
    (cut,) = deciding("How long does a failover take?", [endless], minilm())
    assert len(cut.text) <= LONGEST + 2
    assert cut.text.endswith("…")


def test_nothing_found_is_nothing_said() -> None:
    assert deciding("anything", [], minilm()) == []
    assert deciding("anything", [replace(HIT, text="")], minilm()) == []


def test_who_asks_what_to_do_gets_what_to_do() -> None:
    means = replace(HIT, heading="Meaning", text="The disk of the database fills up, and the database stops.")
    does = replace(
        HIT, heading="Mitigation", text="- Delete old logs of the database.\n- Grow the disk by half."
    )
    quotes = deciding("what do we do when the disk of the database fills up?", [means, does], minilm())
    assert "Delete old logs" in " ".join(quote.text for quote in quotes)
    (meaning,) = deciding("when does the database stop?", [means, does], minilm())
    assert meaning.hit is means


def test_further_reading_is_not_quoted() -> None:
    text = (
        "- [How a failover takes place](https://example.com)\n- See [failover](https://example.com)\n\n"
        + TEXT
    )
    (quote,) = deciding("How long does a failover take?", [replace(HIT, text=text)], minilm())
    assert "example.com" not in quote.text
