"""Links in Slack's markup. A vendor's address can't end its own link, nor lead to anything but a page."""

from urllib.parse import quote, urlsplit

_AS_IT_IS = "%/:?#[]@!$&'()*+,;=~"


def web_address(url: str | None) -> str | None:
    """The address with what would end a link written in percents; None where it is no web page's."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc or "@" in parts.netloc:
        return None
    return quote(url, safe=_AS_IT_IS)


def slack_link(url: str | None, label: str) -> str:
    """`<address|label>`, or the label alone. The label is escaped, and loses what would end the link."""
    address = web_address(url)
    words = label.replace("|", "¦")
    return f"<{address}|{words}>" if address else words
