"""What can be said about a value from the file alone: constant, put together, or sent by a client."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tools.analysis.analysers.patterns import grammar, requests
from tools.analysis.analysers.patterns.texts import Hole, parts_of
from tools.analysis.analysers.patterns.trees import find_kinds

if TYPE_CHECKING:
    from ast_grep_py import SgNode

DEEPEST = 6  # assignments that are followed
LOOK_UP = re.compile(
    r"(?:\.|->|::)(?:get|fetch|dig|getOrDefault|getOrElse|GetValueOrDefault|keys|values|at|find)$"
)
CONSTANT = re.compile(
    r"(?!(?:.*\W)?(?:URL|URI|ID|IP|DB|UUID|JSON|HTML|HTTP)$)&?(?:(?:[A-Za-z_$][\w$]*|\$this)(?:\.|::|->))*[A-Z][A-Z0-9_]*(?:\(\))?"
)
# The names of tables and columns that a class or a caller in the code gives.
SCHEMA = re.compile(
    r"[$@]?(?:(?:self|this|cls|\w*[mM]odel|\w*[mM]eta)(?:\.|::|->))?[$@_]{0,2}(?:\w+[_.])?"
    r"(?:table|schema|tbl)(?:_?[nN]ame)?(?:\(\))?"
    r"|(?:self|this|cls|\$this|@)(?:\.|->)?_{0,2}\w*(?:table|column|col|field|schema|index|view)(?:_?[nN]ame)?s?",
    re.IGNORECASE,
)
# What is named like this and comes neither from a caller nor from this file is a constant of another one.
LISTED = re.compile(r"(?i)(?:columns|fields|cols|table|query|sql)$")
# Placeholders for values, numbers, and what was quoted or escaped for its place.
HARMLESS = re.compile(
    r"(?i:place_?holders?|bind_?(?:ings|vars|marks)|\bmarkers)\b"
    r"|[\"'`]\(?\s*(?:\?|%s|\$|:)(?:,\s*)?\)?[\"'`]|`\$\$\{|\"\$\"|\\\$\{?\$"
    r"|^\(?(?:int|len|float|bool|Number|parseInt|parseFloat|intval|floatval|count|abs|round|min|max|Math\.\w+"
    r"|strconv\.(?:Itoa|FormatInt)|(?:Integer|Long)\.(?:parseInt|parseLong|valueOf)|(?:int|long|Guid)\.Parse"
    r"|Convert\.ToInt(?:32|64)|Integer|UUID(?:\.fromString)?|uuid\.UUID)\("
    r"|^\((?:int|float|bool)\)|(?:\.to_i|\.to_f|\.toInt\(\)|\.toLong\(\)|\.size|\.length|\.Count|\.Length|\.len\(\)|\.count\(\))$"
    r"|(?:quote|escape|sanitize|encode|purify|Quote|Escape|Sanitize|Encode|Purify|htmlspecialchars|htmlentities|strip_tags"
    r"|escapeshell(?:arg|cmd)|basename|secure_filename|nameof|typeof|Encode\.|Identifier|bindparam)\w*[?!]?\("
    r"|(?:Shellwords\.(?:escape|shellescape)|\.shellescape|h|j|raw_id)\b\s*\("
)
NUMERIC = re.compile(
    r"^(?:u?int(?:8|16|32|64)?|u?long|u?short|byte|bool|boolean|float(?:32|64)?|double|decimal|Int|Long|Short|Double"
    r"|Float|Boolean|Integer|BigInteger|BigDecimal|UUID|Uuid|Guid|DateTime|LocalDate|Instant|[iu](?:8|16|32|64|128|size)"
    r"|f32|f64|time\.(?:Time|Duration)|uuid\.UUID|Option<i64>)\??$"
)
HERE = re.compile(r"/[^/\\]|https?://[\w.:-]+/|[?#]")
# A value that the function compared with what is allowed, or with an expression for its form.
CHECKED = (
    r"(?<![\w.]){0}\s+(?:not\s+)?in\s+(?:self\.|cls\.)?[A-Z_({{\[a-z]",
    r"\b(?:includes|contains|Contains|include\?|has|containsKey|ContainsKey|contains_key|key\?|member\?|TryGetValue|"
    r"fullmatch|match|match\?|test|matches|IsMatch|MatchString|is_match|preg_match|in_array|array_key_exists|any|"
    r"isValid\w*|is_valid\w*|validate\w*|is_safe\w*|isSafe\w*|isAllowed\w*|is_allowed\w*|url_has_allowed_host\w*|"
    r"IsLocalUrl|is_local\w*|startsWith|starts_with\?|start_with\?|startswith|HasPrefix|StartsWith)\s*\(?[^;\n]{{0,40}}?(?<![\w.]){0}(?!\w)",
    r"(?<![\w.]){0}\.(?:startsWith|startswith|StartsWith|start_with\?|starts_with|match\?|matches)\s*\(",
    r"ok\s*:?=\s*[\w.]+\[{0}\]",
    r"isset\(\s*[\w:$>-]+\[{0}\]",
    r"\bcase\s+{0}\b|\b(?:when|match|switch)\s*\(?\s*{0}\b",
    r"(?<![\w.]){0}\s*[!=]==?\s*[\"'][^\"']*[\"']\s*(?:&&|\|\||and|or)\s*{0}\s*[!=]=",
)


@dataclass(frozen=True, slots=True)
class _Assignment:
    name: str
    value: "SgNode"
    place: int


class Values:
    """The values in one file. Names are looked up in their function, then at the top of the file."""

    def __init__(self, root: "SgNode", language: str) -> None:
        self._root = root
        self.language = language
        self._functions = grammar.FUNCTIONS if language == "ruby" else grammar.FUNCTIONS - grammar.BLOCKS

    @cached_property
    def _assigned(self) -> dict[str, list[_Assignment]]:
        found: dict[str, list[_Assignment]] = {}
        for node in find_kinds(self._root, grammar.ASSIGNMENTS, self.language):
            for one in _assignments(node):
                found.setdefault(one.name, []).append(one)
        return found

    def function_of(self, node: "SgNode") -> "SgNode | None":
        """The function that a node is in."""
        return next((above for above in node.ancestors() if above.kind() in self._functions), None)

    def parts(self, node: "SgNode") -> list[str | Hole]:
        """The pieces that a text is put together from."""
        return parts_of(node, self.language)

    def is_constant(self, node: "SgNode", depth: int = 0) -> bool:
        """Whether a value is one of those that stand in the code, or can't do harm (a number, escaped)."""
        if depth > DEEPEST:
            return False
        kind, text = node.kind(), node.text()
        if kind in grammar.STRINGS:
            return all(self.is_fixed(part, node, depth) for part in self.parts(node))
        if kind in grammar.LITERALS or CONSTANT.fullmatch(text) or SCHEMA.fullmatch(text):
            return True
        if len(text) < 400 and HARMLESS.search(text):
            return True
        if kind in grammar.NAMES:
            return self._is_constant_name(text, node, depth)
        if kind in grammar.CHOICES:
            return all(self.is_constant(item, depth + 1) for item in _outcomes(node))
        if kind in grammar.LOOKUPS or kind in grammar.CALLS:
            return self._is_constant_call(node, depth)
        if kind in grammar.MEMBERS and _of_constant(node):
            return True
        if kind in grammar.JOINING or kind in grammar.COLLECTIONS or kind in grammar.WRAPPERS:
            return all(self.is_constant(child, depth + 1) for child in _inner(node))
        return self.is_checked(node)

    def is_fixed(self, part: str | Hole, at: "SgNode", depth: int = 0) -> bool:
        """Whether a piece of a text is text itself, or a constant."""
        if isinstance(part, str):
            return True
        if part.node is None:
            return part.name is not None and self._is_constant_name(part.name, at, depth + 1)
        return self.is_constant(part.node, depth + 1)

    def _is_constant_name(self, name: str, at: "SgNode", depth: int) -> bool:
        if CONSTANT.fullmatch(name) or SCHEMA.fullmatch(name) or HARMLESS.search(name):
            return True
        parameter = self._parameter(name, at)
        if parameter is not None and _is_number(parameter, name, self.language):
            return True
        values = self.values_of(name, at)
        if parameter is None and (
            all(self.is_constant(value, depth + 1) for value in values) if values else LISTED.search(name)
        ):
            return True
        return self._is_checked(name, at)

    def _is_constant_call(self, node: "SgNode", depth: int) -> bool:
        """A look-up in a constant table, or what a method makes of constants alone."""
        base = _base(node)
        if base is None or not self.is_constant(base, depth + 1):
            return self.is_checked(node)
        if node.kind() in grammar.LOOKUPS or LOOK_UP.search(node.text()[:200].partition("(")[0]):
            return True
        return all(self.is_constant(child, depth + 1) for child in _arguments(node))

    def values_of(self, name: str, at: "SgNode") -> list["SgNode"]:
        """What a name is given in the function that it is used in, or else at the top of the file."""
        known = self._assigned.get(name.lstrip("&"), [])
        if not known:
            return []
        around = [above.range() for above in at.ancestors() if above.kind() in self._functions]
        for span in around:
            inside = [one.value for one in known if span.start.index <= one.place < span.end.index]
            if inside:
                return inside
        return [one.value for one in known if self.function_of(one.value) is None]

    def _parameter(self, name: str, at: "SgNode") -> "SgNode | None":
        """The declaration of a parameter of this name."""
        for above in at.ancestors():
            if above.kind() not in self._functions:
                continue
            for parameter in _parameters(above):
                if re.search(rf"(?<![\w$]){re.escape(name)}(?!\w)", parameter.text()):
                    return parameter
        return None

    def is_parameter(self, name: str, at: "SgNode") -> bool:
        """Whether the callers give this value."""
        return self._parameter(name, at) is not None

    def is_checked(self, node: "SgNode") -> bool:
        """Whether the function compares the value with what is allowed."""
        return self._is_checked(node.text(), node)

    def _is_checked(self, name: str, at: "SgNode") -> bool:
        function = self.function_of(at)
        if function is None or len(name) > 80:
            return False
        before = function.text()[: max(at.range().start.index - function.range().start.index, 0)][-4000:]
        wanted = re.escape(name)
        return any(re.search(form.format(wanted), before) for form in CHECKED)

    def is_built(self, node: "SgNode", depth: int = 0) -> bool:
        """Whether a text is put together from something that isn't constant, here or where it is assigned."""
        parts = self.parts(node)
        loose = [part for part in parts if not isinstance(part, str) and not self.is_fixed(part, node, 0)]
        if len(parts) > 1 and loose:
            return True
        if len(parts) == 1 and loose and depth < 3:
            name = loose[0].name or (loose[0].node.text() if loose[0].node is not None else "")
            return any(self.is_built(value, depth + 1) for value in self.values_of(name, node))
        return False

    def leads_out(self, node: "SgNode") -> bool:
        """Whether the beginning of an address is open: no path of this site, and no fixed host."""
        named = node.named_children()
        first = self.parts(named[0] if node.kind() in grammar.LISTS and named else node)[0]
        return not isinstance(first, str) or HERE.match(re.sub(r"(?i)^location:\s*", "", first)) is None

    def is_asked(self, node: "SgNode", depth: int = 0) -> bool:
        """Whether a value comes from a request, as far as its own function shows."""
        text = node.text()
        if HARMLESS.search(text[:400]) or self.is_constant(node):
            return False
        if requests.reads_request(text, self.language):
            return not self.is_checked(node)
        if depth > 3:
            return False
        for name in dict.fromkeys(re.findall(r"[$@]?[A-Za-z_]\w*", text)[:12]):
            parameter = self._parameter(name, node)
            if parameter is not None and not _is_number(parameter, name, self.language):
                function = self.function_of(node)
                if function is not None and requests.is_handed_in(parameter, function, self.language):
                    return not self._is_checked(name, node)
            values = self.values_of(name, node)
            inner = [one for one in values if not _same(one, node) and one.kind() not in grammar.FUNCTIONS]
            if any(self.is_asked(value, depth + 1) for value in inner):
                return not self._is_checked(name, node)
        return False


def _of_constant(node: "SgNode") -> bool:
    """Whether it is a part of a constant, such as `SORTS.newest`."""
    children = node.named_children()
    return bool(children) and CONSTANT.fullmatch(children[0].text()) is not None


def _same(one: "SgNode", other: "SgNode") -> bool:
    first, second = one.range(), other.range()
    return first.start.index <= second.start.index and second.end.index <= first.end.index


def _assignments(node: "SgNode") -> Iterator[_Assignment]:
    left_field, right_field = grammar.ASSIGNMENTS[node.kind()]
    children = [child for child in node.children() if child.is_named()]
    if len(children) < 2:
        return
    left = node.field(left_field) if left_field else None
    right = node.field(right_field) if right_field else None
    left, right = left or _target(children), right or children[-1]
    targets = _pieces(left)
    values = _pieces(right)
    for position, target in enumerate(targets):
        value = values[position] if len(values) == len(targets) else right
        name = target.text().removeprefix("mut ").strip()
        yield _Assignment(name, value, node.range().start.index)


def _target(children: list["SgNode"]) -> "SgNode":
    """The name in a declaration that has no fields."""
    for child in children:
        if child.kind() in ("variable_declaration", "name", "variable_name", "identifier"):
            named = child.named_children()
            is_kotlin = child.kind() == "variable_declaration" and named
            return named[0] if is_kotlin else child
    return children[0]


def _pieces(node: "SgNode") -> list["SgNode"]:
    if node.kind() in ("expression_list", "pattern_list", "tuple_pattern", "left_assignment_list"):
        return node.named_children()
    return [node]


def _outcomes(node: "SgNode") -> Iterator["SgNode"]:
    """What a choice may give, without what decides."""
    if node.kind() == "conditional_expression" and node.field("condition") is None:  # Python: a if b else c
        children = node.named_children()
        yield from (children[:1] + children[2:] if len(children) == 3 else children)
        return
    if node.kind() == "when_expression":
        for entry in node.children():
            if entry.kind() == "when_entry":
                yield entry.named_children()[-1]
        return
    if node.kind() in ("match_expression", "switch_expression", "match", "case"):
        body = node.field("body") or node
        for arm in body.named_children():
            yield (
                arm.field("value")
                or arm.field("return_expression")
                or arm.field("body")
                or arm.named_children()[-1]
            )
        return
    condition = node.field("condition")
    kotlin_if = node.kind() == "if_expression" and condition is None
    for position, child in enumerate(node.named_children()):
        is_condition = condition is not None and _same(condition, child)
        if not is_condition and not (kotlin_if and position == 0):
            yield child


def _inner(node: "SgNode") -> Iterator["SgNode"]:
    for child in node.named_children():
        if child.kind() not in grammar.AROUND and not child.kind().endswith("_type"):
            if node.kind() in ("pair", "keyed_element") and child.kind() in grammar.NAMES:
                continue
            yield child


def _base(node: "SgNode") -> "SgNode | None":
    """What a look-up or a method call is made on."""
    for name in ("value", "object", "operand", "receiver", "function"):
        found = node.field(name)
        if found is not None:
            if found.kind() in ("attribute", "member_expression", "selector_expression", "field_expression"):
                return found.field("object") or found.field("operand") or found.field("value")
            return found if name != "function" else _first_of_member(found)
    children = node.named_children()
    return _first_of_member(children[0]) if children else None


def _first_of_member(node: "SgNode") -> "SgNode | None":
    if node.kind() in ("navigation_expression", "member_access_expression"):
        return node.named_children()[0]
    return node if node.kind() not in ("identifier", "simple_identifier", "name") else None


def _arguments(node: "SgNode") -> list["SgNode"]:
    arguments = node.field("arguments")
    return arguments.named_children() if arguments is not None else []


def _parameters(function: "SgNode") -> list["SgNode"]:
    listed = next((child for child in function.children() if child.kind() in grammar.PARAMETERS), None)
    listed = function.field("parameters") or listed
    if listed is None:
        alone = function.field("parameter")
        return [alone] if alone is not None else []
    return listed.named_children() if listed.kind() in grammar.PARAMETERS else [listed]


def _is_number(parameter: "SgNode", name: str, language: str) -> bool:
    """Whether the declared type lets in no text; Python and JavaScript do not hold anybody to a type."""
    if language in ("python", "javascript", "typescript", "tsx", "ruby"):
        return False
    text = re.sub(r"@\w+(\([^)]*\))?|\[[^\]]*\]\s*(?=\w)|\bfinal\b|&|\bmut\b", " ", parameter.text())
    words = re.split(r"[\s:=,]+", text.strip())
    return any(NUMERIC.match(word) for word in words if word != name)
