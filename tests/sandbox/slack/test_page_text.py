"""The page's two markups in a real browser: the elements that a text becomes."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page

from tests.browser import NEEDS_BROWSER
from tests.sandbox.slack.lookout import at_work

pytestmark = NEEDS_BROWSER


@pytest.fixture(scope="module")
async def page(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Page]:
    """A page of the workspace, which knows its members and channels."""
    async with at_work(tmp_path_factory.mktemp("company")) as workspace:
        yield await workspace.open()


RENDER = """async ([module, name, text]) => {
  const box = document.createElement("div");
  box.append(...(await import(module))[name](text));
  for (const node of box.querySelectorAll("*")) {
    const extra = [...node.attributes].filter((one) => !["href", "start", "class"].includes(one.name));
    extra.forEach((one) => node.removeAttribute(one.name));
    if (node.className && !/align|md-task/.test(node.className)) node.removeAttribute("class");
  }
  return box.innerHTML;
}"""

MARKDOWN = [
    ("# A *b*", "<h3>A <em>b</em></h3>"),
    ("a\nb", "<p>a<br>b</p>"),
    ("1. a\n   - b\n   - c\n2. d", "<ol><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ol>"),
    ("- a\n\n- b", "<ul><li>a</li><li>b</li></ul>"),
    ("3) c", '<ol start="3"><li>c</li></ol>'),
    ("```py\n<b>*x*\n", "<pre><code>&lt;b&gt;*x*\n</code></pre>"),
    ("a `*b*` ~~c~~ __d__ e_f_g", "<p>a <code>*b*</code> <s>c</s> <strong>d</strong> e_f_g</p>"),
    ("[a](https://e.x/(b)_c)", '<p><a href="https://e.x/(b)_c">a</a></p>'),
    ("https://e.x/a_b_c.", '<p><a href="https://e.x/a_b_c">https://e.x/a_b_c</a>.</p>'),
    ("> a\n> - b", "<blockquote><p>a</p><ul><li>b</li></ul></blockquote>"),
    ("2 * 3 * 4 \\*no\\*", "<p>2 * 3 * 4 *no*</p>"),
    ("**[E1](https://e.x)** :tada:", '<p><strong><a href="https://e.x">E1</a></strong> <span>🎉</span></p>'),
]  # fmt: skip

MRKDWN = [
    ("*a* _b_ ~c~ `d*e*`", "<div><strong>a</strong> <em>b</em> <s>c</s> <code>d*e*</code></div>"),
    ("2*3*4 a_b_c", "<div>2*3*4 a_b_c</div>"),
    ("&gt; a\n&gt; b\nc", "<blockquote>a<br>b</blockquote><div>c</div>"),
    ("• a\n• b", "<ul><li>a</li><li>b</li></ul>"),
    ("```a *b*\n&lt;c&gt;```", "<pre><code>a *b*\n&lt;c&gt;</code></pre>"),
    ("<https://e.x/?a=1&amp;b=2|see *it*>", '<div><a href="https://e.x/?a=1&amp;b=2">see *it*</a></div>'),
    ("<@U0PRIYA> <#C0PAYMENTS>", "<div><button>@Priya Nair</button> <button>#payments</button></div>"),
    ("<!here> <!odd|label>", "<div><span>@here</span> <span>@odd</span></div>"),
    ("<!date^0^{date_num}|then> :nope: 10:30:00", "<div><time>1970-01-01</time> :nope: 10:30:00</div>"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("module", "table"), [("markdown", MARKDOWN), ("mrkdwn", MRKDWN)], ids=["markdown", "mrkdwn"]
)
async def test_text_becomes_the_right_elements(page: Page, module: str, table: list[tuple[str, str]]) -> None:
    for text, wanted in table:
        assert await page.evaluate(RENDER, [f"/text/{module}.js", module, text]) == wanted, text
