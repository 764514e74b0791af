from knowledge.quoting.sentences import stems, units

PASSAGE = """\
Look at the exit code first. A `137` means that it was killed,
e.g. by the kernel. Then raise the limit:

```sh
kubectl set resources
```

1. Grow the volume.
2. Restart it

| what | limit |
|---|---|
| pool | 20 |

> Never do this on a Friday.
"""


def test_a_passage_falls_into_sentences_steps_rows_and_code() -> None:
    assert [unit.text for unit in units(PASSAGE)] == [
        "Look at the exit code first.",
        "A `137` means that it was killed, e.g. by the kernel.",
        "Then raise the limit:",
        "```sh\nkubectl set resources\n```",
        "Grow the volume.",
        "Restart it",
        "| what | limit |",
        "| pool | 20 |",
        "Never do this on a Friday.",
    ]
    assert [unit.text for unit in units(PASSAGE) if unit.leads] == ["Then raise the limit:"]
    assert [unit.code for unit in units(PASSAGE)].count(True) == 1


def test_words_are_compared_without_their_endings() -> None:
    assert stems("The connections were restarted") == stems("restart a connection")


def test_code_that_does_not_end_is_code() -> None:
    assert units("```\nnever closed")[0].code
