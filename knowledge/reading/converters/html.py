"""Makes a document of HTML: its main content, without what is not shown."""

import re
from typing import Any

import tinycss2
from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import PreformattedString
from markdownify import MarkdownConverter

from knowledge.reading.decoding import charset_in, decoded
from knowledge.reading.document import Document
from knowledge.reading.errors import UnreadableError
from knowledge.reading.markdown import parse_converted
from knowledge.reading.unseen import conceals

NEVER_SHOWN = (
    "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "canvas", "audio", "video",
    "datalist", "select", "button", "input", "textarea", "dialog:not([open])", "[hidden]",
    "[aria-hidden=true i]", "img", "map", "link", "meta",
)  # fmt: skip
AROUND = ("nav", "aside", "[role=navigation]", "[role=search]", "[role=banner]", "[role=contentinfo]")
MAIN = ("main", "[role=main]", "article", "#content", "#main", ".markdown-body")
LARGEST_STYLES = 300_000  # characters of CSS
LARGEST_RULES = 5_000
DEEPEST = 200
SHARE = 0.2  # of the page's text; less is not its main content
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PERMALINKS = {"", "¶", "#", "🔗", "§", "link"}


def html(raw: bytes, name: str, charset: str | None = None) -> Document:
    """A page of HTML.

    Raises:
        UnreadableError: it is no text, or nested too deep.
    """
    page = BeautifulSoup(decoded(raw, charset or charset_in(raw)), "lxml")
    _check_depth(page)
    title = page.title.get_text(" ", strip=True) if page.title else ""
    return document_of_markup(page, title or name)


def document_of_markup(page: BeautifulSoup, name: str) -> Document:
    """The same of a page that has been taken apart."""
    _take_out_hidden(page)
    content = _main(page)
    for heading in content.find_all(_HEADINGS):
        _mark(heading)
    return parse_converted(_converted(content), name)


def markdown_of(fragment: str) -> str:
    """A piece of HTML as Markdown.

    Raises:
        UnreadableError: it is nested too deep.
    """
    page = BeautifulSoup(fragment, "lxml")
    _check_depth(page)
    _take_out_hidden(page)
    return _converted(page)


def _converted(content: Tag) -> str:
    for place in content.find_all(True):
        place.attrs.pop("title", None)
    converter = _Markdown(
        heading_style="ATX", bullets="-", escape_asterisks=False, escape_underscores=False,
        code_language_callback=_language,
    )  # fmt: skip
    made: str = converter.convert_soup(content)
    return made


class _Markdown(MarkdownConverter):
    """Markdown whose tables hold, and whose links lead somewhere."""

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        made: str = super().convert_td(el, text.replace("|", "\\|"), parent_tags)  # type: ignore[misc] # not in its stubs
        return made

    def convert_th(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        made: str = super().convert_th(el, text.replace("|", "\\|"), parent_tags)  # type: ignore[misc] # not in its stubs
        return made

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        address = str(el.get("href") or "")
        if not address.startswith(("https://", "http://")):
            return text
        made: str = super().convert_a(el, text, parent_tags)  # type: ignore[misc] # not in its stubs
        return made


def _take_out_hidden(page: BeautifulSoup) -> None:
    styles = "\n".join(style.get_text() for style in page.find_all("style"))
    for text in page.find_all(string=lambda found: isinstance(found, Comment | PreformattedString)):
        if type(text).__name__ != "CData":
            text.extract()
    for selector in (", ".join(NEVER_SHOWN), *_hiding_selectors(styles[:LARGEST_STYLES])):
        for place in _selected(page, selector):
            # What stands in an element that is gone is gone with it.
            if not place.decomposed and place.name not in ("html", "body"):
                place.decompose()
    for place in page.find_all(style=True):
        if not place.decomposed and conceals(_declarations(place["style"])):
            place.decompose()
    for place in page.find_all("font", color=re.compile("^(white|#fff(fff)?)$", re.IGNORECASE)):
        if not place.decomposed:
            place.decompose()


def _hiding_selectors(styles: str) -> list[str]:
    """The selectors of the rules that keep an element from being seen on a screen."""
    rules = tinycss2.parse_stylesheet(styles, skip_comments=True, skip_whitespace=True)[:LARGEST_RULES]
    return [
        tinycss2.serialize(rule.prelude).strip()
        for rule in rules
        if rule.type == "qualified-rule" and conceals(_declarations(rule.content))
    ]


def _declarations(content: Any) -> dict[str, str]:
    parsed = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return {
        each.lower_name: re.sub(r"/\*.*?\*/", "", tinycss2.serialize(each.value)).strip().lower()
        for each in parsed
        if each.type == "declaration"
    }


def _selected(page: BeautifulSoup, selector: str) -> list[Tag]:
    try:
        return [place for place in page.select(selector) if not place.decomposed]
    except Exception:
        # A selector that soupsieve doesn't know, such as a state of the pointer, selects nothing here.
        return []


def _main(page: BeautifulSoup) -> Tag:
    """The element that holds the page's text, without what stands around it."""
    for place in _selected(page, ", ".join(AROUND)):
        if not place.decomposed:
            place.decompose()
    body = page.body or page
    length = len(body.get_text())
    for selector in MAIN:
        found = max(_selected(page, selector), key=lambda place: len(place.get_text()), default=None)
        if found is not None and len(found.get_text()) >= SHARE * length:
            return found
    for place in body.find_all(["header", "footer"]):
        place.decompose()
    return body


def _mark(heading: Tag) -> None:
    """Keep a heading's anchor: its own, or that of the section it begins."""
    for link in heading.find_all("a"):
        if link.get_text(strip=True) in _PERMALINKS:
            if not heading.get("id") and str(link.get("href") or "").startswith("#"):
                heading["id"] = str(link["href"])[1:]
            link.decompose()
    around = heading.parent
    first = around is not None and around.name in ("section", "div") and around.find(_HEADINGS) is heading
    anchor = heading.get("id") or (around.get("id") if first and around is not None else None)
    if anchor and not re.search(r"[{}\s]", str(anchor)):
        heading.append(f" {{#{anchor}}}")


def _language(code: Tag) -> str | None:
    inner = code.find("code")
    names = [*(code.get("class") or []), *((inner.get("class") or []) if isinstance(inner, Tag) else [])]
    return next((str(name)[9:] for name in names if str(name).startswith("language-")), None)


def _check_depth(page: BeautifulSoup) -> None:
    deepest, open_places = 0, 0
    stack: list[tuple[Tag, int]] = [(page, 0)]
    while stack:
        place, depth = stack.pop()
        open_places += 1
        deepest = max(deepest, depth)
        if deepest > DEEPEST:
            raise UnreadableError("it is nested too deep")
        stack += [(child, depth + 1) for child in place.children if isinstance(child, Tag)]
