"""The intermediate representation: a small tree that every language is lowered to.

It says what runs and in which order, and leaves out how it was written. The interpreter knows this tree
alone, so a front end decides what a construct of its language means. What a front end must deliver:

- **One function**, `lower(path, text) -> Module`, which raises `UnreadableError` for text it can't read and
  for nothing else, whatever the text is (a `RecursionError` included). What it doesn't understand becomes
  `Unknown` (of the expressions in it, so that data still flows through) or, for a statement, an `Evaluate`
  of one.
- **Lines** are counted from 1, in the text as given; `end_line` is the last line of the construct.
- **Names are left as written.** `Import` binds a name to the dotted name of what it stands for, wherever it
  is written (also within a function): `from a.b import c as d` and `import static a.b.c` alike give
  `Import(name="d", target="a.b.c")`. A relative import is made absolute. JavaScript's `require("x")` and
  `import` give the package's name (`node:` dropped) with the member after it (`child_process.exec`; a
  default import or a whole `require` is the package itself), and a path inside the tree is written with
  dots and without its ending (`src.db.users`). What every file of the language knows without an import
  (`java.lang`, a file's own package, `from x import *`) is listed in `Module.searched`.
- **`Module.names`** are the dotted names by which other files may mean this one, the fullest first
  (`src.shop.db`, `shop.db`, `db`). A Java file has its package's name; its classes are found as members of
  it.
- **Types are expressions** (`Name("HttpServletRequest")`), resolved like any other name. Generic arguments,
  `Optional` and array brackets are dropped unless they are all there is.
- **Functions say which names are their own** (`locals`: parameters and what is declared or bound within,
  nested functions left out). Assigning another name reaches the enclosing function, the receiver's field
  (`implicit_receiver`) or the module, in this order.
- **A method's object** is the parameter named by `receiver`. Python's `self` stands among the parameters;
  Java's and JavaScript's `this` does not, and is then bound by itself. The method that makes the object is
  named `CONSTRUCTOR`.
- **A call's receiver** is the object of its `Attribute`: `a.b(c)` is `Call(Attribute(Name("a"), "b"),
  ...)`. Optional chaining is left out. `await x` is `x`.
- **Written out**: `a += b` and `i++` become assignments of an `Operation`; `a < b < c` becomes `and`;
  `with` and try-with-resources become an assignment of `value.__enter__()` (Java: of the value) followed by
  the body in place; a C-style `for` is its start followed by a `While` with `update`; decorators and
  annotations are expressions.
- **Operators** are Python's words: `+ - * / // % ** << >> >>> & | ^ ~ neg pos not and or ?? == != < <= > >=
  in not-in is is-not instanceof typeof`. (`===` is `==`, `&&` is `and`. `+` joins texts, also a text and a
  number where the language does.)
- **Constants** are `str`, `int`, `float`, `bool`, `bytes` or `None`; a `char` is a text of one character;
  `null` and `undefined` are `None`.
"""

from tools.analysis.dataflow.syntax.expressions import (
    CONSTRUCTOR,
    Argument,
    Attribute,
    Bind,
    Call,
    Choice,
    Clause,
    Collection,
    Comprehension,
    Constant,
    Convert,
    Expression,
    Index,
    Lambda,
    Mapping,
    Name,
    New,
    Node,
    Operation,
    Slice,
    Spread,
    Text,
    Unknown,
    UnreadableError,
    Yield,
)
from tools.analysis.dataflow.syntax.statements import (
    Assign,
    Body,
    Break,
    Case,
    Class,
    Continue,
    Declare,
    Delete,
    Evaluate,
    ForEach,
    Function,
    Handler,
    If,
    Import,
    Module,
    Parameter,
    Raise,
    Return,
    Statement,
    Switch,
    Try,
    While,
)
from tools.analysis.dataflow.syntax.walking import walk

__all__ = [
    "CONSTRUCTOR",
    "Argument",
    "Assign",
    "Attribute",
    "Bind",
    "Body",
    "Break",
    "Call",
    "Case",
    "Choice",
    "Class",
    "Clause",
    "Collection",
    "Comprehension",
    "Constant",
    "Continue",
    "Convert",
    "Declare",
    "Delete",
    "Evaluate",
    "Expression",
    "ForEach",
    "Function",
    "Handler",
    "If",
    "Import",
    "Index",
    "Lambda",
    "Mapping",
    "Module",
    "Name",
    "New",
    "Node",
    "Operation",
    "Parameter",
    "Raise",
    "Return",
    "Slice",
    "Spread",
    "Statement",
    "Switch",
    "Text",
    "Try",
    "Unknown",
    "UnreadableError",
    "While",
    "Yield",
    "walk",
]
