"""Takes out what a reader of the page would not see: it may hold instructions that are meant for a model."""

import re
from collections.abc import Mapping

# Zero-width and bidi characters, fillers, variation selectors and tags; each prints nothing.
# Source: https://www.unicode.org/reports/tr36/ and the Default_Ignorable_Code_Point property.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
# Persian and the scripts of India need these two between letters, one at a time.
_JOINERS = re.compile("[\u200c\u200d]{2,}|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ZERO = re.compile(r"0*\.?0*(?:px|em|rem|pt|%|vh|vw|ch|ex)?")
_FAR = re.compile(r"-\s*\d{3,}(?:\.\d+)?(?:px|em|rem|pt|%|vw|vh)?")
_WHITE = re.compile(
    r"white|transparent|#(?:f{3,4}|f{6}|f{8}|f[ef]f[ef]f[ef]|[0-9a-f]{3}0|[0-9a-f]{6}00)"
    r"|rgba?\(\s*25[3-5][\s,]+25[3-5][\s,]+25[3-5].*\)|rgba\(.*[,/]\s*0(?:\.0*)?%?\s*\)"
    r"|hsla?\(.*[\s,]100%.*\)"
)
_HIDING = {
    "display": re.compile("none"),
    "visibility": re.compile("hidden|collapse"),
    "opacity": re.compile(r"0*\.?0*%?"),
    "font-size": re.compile(rf"{_ZERO.pattern}|0*\.\d+(?:px|pt)|1(?:\.0*)?(?:px|pt)"),
    "text-indent": _FAR,
    "left": _FAR,
    "right": _FAR,
    "top": _FAR,
    "max-height": _ZERO,
    "max-width": _ZERO,
    "clip": re.compile(r"rect\(\s*0.*\)|rect\(\s*1px.*\)"),
    "clip-path": re.compile(r"inset\(\s*(?:50|100)%.*\)|circle\(\s*0.*\)"),
    "content-visibility": re.compile("hidden"),
}


def seen(text: str) -> str:
    """A text without characters that print nothing, and with plain line ends."""
    text = _LINE_ENDS.sub("\n", text)
    return _SURROGATES.sub("\ufffd", _JOINERS.sub("", _INVISIBLE.sub("", text)))


def declarations(style: str) -> dict[str, str]:
    """The declarations of a `style` attribute, by property."""
    parts = (part.partition(":") for part in _COMMENT.sub("", style).split(";"))
    return {
        name.strip().lower(): value.replace("!important", "").strip().lower()
        for name, _, value in parts
        if value
    }


def conceals(style: Mapping[str, str]) -> bool:
    """Whether these declarations keep a text from being seen: not shown, without size, outside, or white."""
    if any(name in _HIDING and _HIDING[name].fullmatch(value) for name, value in style.items()):
        return True
    small = any(_ZERO.fullmatch(style.get(side, "")) for side in ("width", "height") if style.get(side))
    if small and style.get("overflow", "").startswith(("hidden", "clip")):
        return True
    behind = style.get("background-color") or style.get("background") or "white"
    written = style.get("color") or style.get("-webkit-text-fill-color") or ""
    if written == "transparent":
        return True
    return bool(_WHITE.fullmatch(written) and _WHITE.match(behind)) or (bool(written) and written == behind)
