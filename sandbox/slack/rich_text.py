"""What a member types, as Slack stores it: escaped text with mentions, and a `rich_text` block."""

import re
from collections.abc import Callable, Mapping

from sandbox.slack.wire import Json

Piece = Json
# Slack's own markup in angle brackets: a mention, a channel, a broadcast or a link.
MARKUP = re.compile(
    r"<(@[UWB][A-Z0-9]+|#[CG][A-Z0-9]+|![a-z^][^<>|]*|https?://[^<>|\s]+|mailto:[^<>|\s]+)(\|[^<>]*)?>"
)
TYPED = re.compile(r"(?<![\w<@/])(?P<mark>[@#])(?P<name>[a-z0-9][a-z0-9._-]*)|(?P<url>https?://[^\s<>|]+)")
INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`|(?<!\w)\*(?P<bold>[^*\n]+)\*(?!\w)|(?<!\w)_(?P<italic>[^_\n]+)_(?!\w)"
    r"|(?<!\w)~(?P<strike>[^~\n]+)~(?!\w)|:(?P<emoji>[a-z0-9_+'-]+):|" + MARKUP.pattern
)
FENCE = re.compile(r"```(.*?)```", re.DOTALL)
ITEM = re.compile(r"^(?:[•\-*]|(?P<number>\d+)\.)\s+(?P<rest>.*)$")
# What a person types is escaped before; an app may write the sign itself.
QUOTE = re.compile(r"^(?:&gt;|>)\s*(?P<rest>.*)$")


def stored_text(typed: str, names: Mapping[str, str]) -> str:
    """Turn typed text into message text.

    Args:
        typed: the text; Slack's own markup (`<@U…>`, `<https://…|…>`) may stand in it.
        names: the ids of `@handle` and `#channel`, by the name with its mark.
    """
    parts, end = [], 0
    for match in MARKUP.finditer(typed):
        parts += [_typed(typed[end : match.start()], names), match.group(0)]
        end = match.end()
    return "".join([*parts, _typed(typed[end:], names)])


def _typed(text: str, names: Mapping[str, str]) -> str:
    parts, end = [], 0
    for match in TYPED.finditer(text):
        mention = names.get(f"{match['mark']}{(match['name'] or '').rstrip('.-_')}")
        if match["url"]:
            url = match["url"].rstrip(".,;:!?)")
            parts += [_escape(text[end : match.start()]), f"<{_escape(url)}>"]
            end = match.start() + len(url)
        elif mention:
            name = (match["name"] or "").rstrip(".-_")
            parts += [_escape(text[end : match.start()]), f"<{match['mark']}{mention}>"]
            end = match.start() + 1 + len(name)
    return "".join([*parts, _escape(text[end:])])


def _escape(text: str) -> str:
    text = re.sub(r"&(?!(?:amp|lt|gt);)", "&amp;", text)
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def rich_text(text: str, block_id: str) -> Json:
    """The `rich_text` block of a message text."""
    elements: list[Json] = []
    for number, part in enumerate(FENCE.split(text)):
        if number % 2:
            code = {"type": "text", "text": _unescape(part.strip("\n"))}
            elements.append({"type": "rich_text_preformatted", "elements": [code], "border": 0})
        elif part.strip("\n"):
            elements.extend(_paragraphs(part.strip("\n") if number else part))
    if not elements:
        elements = [{"type": "rich_text_section", "elements": []}]
    return {"type": "rich_text", "block_id": block_id, "elements": elements}


def _paragraphs(text: str) -> list[Json]:
    """Quotes and lists become their own elements; the lines between them stay one section."""
    elements: list[Json] = []
    plain: list[str] = []
    for line in text.split("\n"):
        item, quote = ITEM.match(line), QUOTE.match(line)
        if item is None and quote is None:
            plain.append(line)
            continue
        if plain:
            elements.append(_section("\n".join([*plain, ""])))
            plain = []
        if quote is not None:
            _quote(elements, quote["rest"])
        elif item is not None:
            _list_item(elements, item)
    if plain:
        elements.append(_section("\n".join(plain)))
    return elements


def _quote(elements: list[Json], said: str) -> None:
    """Quoted lines that follow one another are one quote."""
    last = elements[-1] if elements else {}
    if last.get("type") == "rich_text_quote":
        last["elements"] += _pieces(f"\n{said}")
    else:
        elements.append({"type": "rich_text_quote", "elements": _pieces(said)})


def _list_item(elements: list[Json], item: re.Match[str]) -> None:
    style = "ordered" if item["number"] else "bullet"
    last = elements[-1] if elements else {}
    if last.get("type") != "rich_text_list" or last["style"] != style:
        last = {"type": "rich_text_list", "style": style, "indent": 0, "border": 0, "elements": []}
        elements.append(last)
    last["elements"].append(_section(item["rest"]))


def _section(text: str) -> Json:
    return {"type": "rich_text_section", "elements": _pieces(text)}


def _pieces(text: str) -> list[Piece]:
    pieces, end = [], 0
    for match in INLINE.finditer(text):
        if match.start() > end:
            pieces.append({"type": "text", "text": _unescape(text[end : match.start()])})
        pieces.append(_piece(match))
        end = match.end()
    if end < len(text):
        pieces.append({"type": "text", "text": _unescape(text[end:])})
    return pieces


def _piece(match: re.Match[str]) -> Piece:
    for style in ("code", "bold", "italic", "strike"):
        if match[style]:
            return {"type": "text", "text": _unescape(match[style]), "style": {style: True}}
    if match["emoji"]:
        return {"type": "emoji", "name": match["emoji"]}
    target, label = match.group(6), (match.group(7) or "|")[1:]
    marks: dict[str, Callable[[str], Piece]] = {
        "@": lambda value: {"type": "user", "user_id": value},
        "#": lambda value: {"type": "channel", "channel_id": value},
        "!": lambda value: {"type": "broadcast", "range": value},
    }
    if target[0] in marks:
        return marks[target[0]](target[1:])
    link: Piece = {"type": "link", "url": _unescape(target)}
    return link | ({"text": _unescape(label)} if label else {})
