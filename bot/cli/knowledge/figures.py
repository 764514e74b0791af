"""Shows what `quarterdeck knowledge eval` measured."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from knowledge.evaluation import Figures, IncidentReport, Report


def show_documents(console: "Console", summed: "Report") -> None:
    """The search of documents, by kind of question."""
    from rich.table import Table

    table = Table("kind", "n", "hit@1", "hit@5", "MRR", "nDCG@10", "dense alone", "words alone", "refused")
    for kind, figures in summed.kinds.items():
        table.add_row(
            kind,
            str(figures.n),
            *(_number(value) for value in (figures.hit_1, figures.hit_5, figures.mrr, figures.ndcg_10)),
            _both(summed.dense_alone.get(kind)),
            _both(summed.words_alone.get(kind)),
            _number(figures.refused),
        )
    console.print(table)
    _show_help(console, summed)
    console.print(
        f"Of {summed.answerable.n} questions with an answer, {summed.answerable.refused:.1%} refused."
    )
    if summed.sections is not None:
        console.print(
            f"Where the best page answers and a section is known, the passage is of that section in "
            f"{summed.sections.right:.1%} of {summed.sections.n}."
        )


def _show_help(console: "Console", summed: "Report") -> None:
    """What a model's help made of it, where that was measured."""
    from rich.table import Table

    if summed.took is None:
        return
    parts = {"rewritten": summed.rewritten or {}, "reranked": summed.reranked or {}}
    table = Table("kind", "n", "plain", *parts, *(f"refused, {name}" for name in parts))
    for kind, plain in summed.kinds.items():
        helped = [part.get(kind) for part in parts.values()]
        refused = [_number(one.refused) if one else "" for one in helped]
        table.add_row(kind, str(plain.n), _both(plain), *(_both(one) for one in helped), *refused)
    console.print(table)
    for name, took in summed.took.items():
        console.print(
            f"{name}: {took.ms_p50:.0f} ms for a question, {took.ms_p95:.0f} ms at p95, "
            f"{took.tokens:.0f} tokens; no help for {took.failed:.1%}."
        )


def show_incidents(console: "Console", summed: "IncidentReport") -> None:
    """ "Have we seen this before", by kind of question."""
    from rich.table import Table

    table = Table("past incidents", "n", "hit@1", "hit@3", "MRR", "refused")
    rows = {**summed.kinds, "all answerable": summed.answerable}
    rows |= {f"held out, {name}": figures for name, figures in summed.held_out.items()}
    for name, of in rows.items():
        numbers = (of.hit_1, of.hit_3, of.mrr, of.refused)
        table.add_row(name, str(of.n), *(_number(value) for value in numbers))
    console.print(table)
    for level, sure in summed.sureness.items():
        console.print(f"Called {level!r}: {sure.given} times, right {sure.right} times.")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _both(figures: "Figures | None") -> str:
    return "" if figures is None else f"{_number(figures.hit_1)} / {_number(figures.hit_5)}"
