"""Texts cut to Slack's limits, at places where a reader would pause."""

_BREAKS = ("\n\n", "\n", ". ", " ")


def pieces(text: str, longest: int, *, apart: bool = True) -> list[str]:
    """The text in parts of at most `longest` characters.

    Args:
        text: Markdown.
        longest: The most characters of a part.
        apart: Each part is shown by itself: a code block that is cut is closed and opened again. Otherwise
            the parts are joined by whoever shows them, and are the text again.
    """
    parts: list[str] = []
    rest = text
    while rest:
        head, rest = _split(rest, longest)
        if apart and head.count("```") % 2 == 1 and rest:
            head, rest = f"{head}\n```", f"```\n{rest}"
        parts.append(head)
    return parts


def cut(text: str, longest: int) -> tuple[str, bool]:
    """The beginning of a text and whether something was left out."""
    if len(text) <= longest:
        return text, False
    return f"{pieces(text, longest - 8)[0].rstrip()} …", True


def _split(text: str, longest: int) -> tuple[str, str]:
    # Eight characters stay free for the fences of a code block that is cut.
    if len(text) <= longest:
        return text, ""
    window = text[: longest - 8]
    for mark in _BREAKS:
        at = window.rfind(mark)
        if at > longest // 3:
            at += len(mark)
            return text[:at], text[at:]
    return window, text[len(window) :]
