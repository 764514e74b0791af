"""What Spring makes of a controller's method, where its own annotations and code don't say it."""

from tools.analysis.dataflow.lowering import tree
from tools.analysis.dataflow.syntax import Constant, Evaluate, Expression, New, Operation

RESPONSE_BODY = "org.springframework.web.bind.annotation.ResponseBody"
_VIEW = "org.springframework.web.servlet.view.RedirectView"
_WORDS = ("redirect:", "redirect:http://", "redirect:https://", "redirect://")
_TEXTS = frozenset({"String", "ResponseEntity<String>", "Mono<String>", "HttpEntity<String>"})


def shows_text(annotations: str, returned: str, *, of_rest_controller: bool) -> bool:
    """Whether what a method returns is shown as a page: a text that isn't said to be something else."""
    if "".join(returned.split()) not in _TEXTS or (
        "produces" in annotations and "html" not in annotations.lower()
    ):
        return False
    return "@ResponseBody" in annotations or (of_rest_controller and "Mapping" in annotations)


def redirect(value: Expression) -> Evaluate | None:
    """`return "redirect:" + address` is a redirect to the address."""
    first = value
    rest: list[Expression] = []
    while isinstance(first, Operation) and first.operator == "+":
        rest = [*first.operands[1:], *rest]
        first = first.operands[0]
    if not rest or not isinstance(first, Constant) or first.value not in _WORDS:
        return None
    span = (value.line, value.end_line)
    address = tree.joined(span, "+", tuple(rest))
    return Evaluate(*span, New(*span, tree.dotted(span, _VIEW), tree.plain([address])))
