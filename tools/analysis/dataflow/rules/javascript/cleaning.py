"""Sanitizers: what makes data harmless in JavaScript, and what undoes it."""

from tools.analysis.dataflow.rules.javascript.names import each
from tools.analysis.dataflow.rules.model import (
    EVERYTHING,
    OBJECT,
    Cleaner,
    Excluded,
    Guard,
    Passing,
    Replacement,
)
from tools.analysis.dataflow.rules.weaknesses import (
    CODE,
    COMMAND,
    LDAP,
    NOSQL,
    PATH,
    REDIRECT,
    SQL,
    SSRF,
    TRUST,
    XPATH,
    XSS,
)

NORMALISED = "normalised"
_HTML = (
    "escape-html",
    "escape-goat.htmlEscape",
    "sanitize-html",
    "xss",
    "xss-filters.inHTMLData",
    "striptags",
    "encodeURI",
    *each("he html-entities entities", "encode escape encodeXML escapeUTF8"),
    *each("validator lodash underscore mustache", "escape"),
    *each("dompurify DOMPurify isomorphic-dompurify dompurify()", "sanitize"),
    *each("Handlebars handlebars handlebars.Utils Handlebars.Utils", "escapeExpression"),
)
_NUMBERS = (
    "parseInt",
    "parseFloat",
    "Number",
    "Boolean",
    "BigInt",
    *each("Number", "parseInt parseFloat"),
    *each("Math", "floor ceil round trunc abs min max"),
    *each("validator", "toInt toFloat toBoolean toDate"),
)
_LENGTHS = tuple(f"*.{name}" for name in ("charCodeAt", "codePointAt", "localeCompare", "getTime"))
_SQL = (
    *each("mysql mysql2 sqlstring mysql.createConnection() mysql.createPool()", "escape escapeId format"),
    *each("pg-format pg-escape", "literal ident"),
    "pg-format",
    *each("pg.Client() pg.Pool()", "escapeLiteral escapeIdentifier"),
    *each("sequelize.Sequelize()", "escape"),
)

CLEANERS = (
    Cleaner(_HTML, frozenset({XSS})),
    Cleaner((*_NUMBERS, *_LENGTHS), frozenset({EVERYTHING})),
    Cleaner(
        ("encodeURIComponent", "querystring.escape", "querystring.stringify"),
        frozenset({XSS, PATH, REDIRECT, SSRF, LDAP}),
    ),
    Cleaner(_SQL, frozenset({SQL})),
    Cleaner(
        (*each("shell-quote", "quote"), "shell-escape", "shescape.quote", *each("shescape", "quote escape")),
        frozenset({COMMAND}),
    ),
    Cleaner((*each("path path.posix", "basename extname"), "sanitize-filename"), frozenset({PATH})),
    Cleaner(
        (
            "String",
            "*.toString",
            "mongo-sanitize",
            *each("mongo-sanitize express-mongo-sanitize", "sanitize"),
        ),
        frozenset({NOSQL}),
    ),
    Cleaner(
        ("ldap-escape.filter", "ldap-escape.dn", "ldapjs.EqualityFilter", "ldapjs.parseDN"), frozenset({LDAP})
    ),
    Cleaner(each("path path.posix", "normalize resolve"), frozenset({NORMALISED})),
    Cleaner(
        (*each("crypto.createHash() crypto.createHmac()", "digest update().digest"), "uuid.v5"),
        frozenset({EVERYTHING}),
    ),
    Cleaner(
        each("bcrypt bcryptjs argon2", "hash hashSync compare compareSync verify"), frozenset({EVERYTHING})
    ),
)

# In quotes of a query, a doubled quote stays within them.
REPLACEMENTS = (
    Replacement("'", frozenset({SQL, XPATH})),
    Replacement("<", frozenset({XSS})),
)

PASSINGS = (
    Passing(("RegExp", *each("util", "promisify"), *each("bluebird", "promisify")), (0,), same=True),
    Passing(
        ("decodeURIComponent", "decodeURI", "unescape", "atob", *each("he html-entities", "decode unescape")),
        (0,),
        decodes=True,
    ),
)

_ALPHANUMERIC = frozenset({SQL, NOSQL, COMMAND, CODE, PATH, XSS, LDAP, XPATH, REDIRECT, SSRF, TRUST})
GUARDS = (
    Guard(("*.test",), 0, pattern=OBJECT),
    Guard(("*.match",), OBJECT, pattern=0),
    Guard(
        each(
            "validator", "isInt isNumeric isAlphanumeric isUUID isFloat isMongoId isAlpha isHexadecimal isIn"
        ),
        clears=_ALPHANUMERIC,
    ),
    Guard(each("Number", "isInteger isSafeInteger isFinite")),
    Guard(("isNaN", "Number.isNaN"), when=False),
    Guard(("isFinite", "uuid.validate")),
    Guard(("*.startsWith",), OBJECT, frozenset({PATH}), normalised=True),
)

EXCLUDED = (
    Excluded(("..", "../"), frozenset({PATH})),
    Excluded(("'",), frozenset({SQL, XPATH})),
    Excluded(("<",), frozenset({XSS})),
)
