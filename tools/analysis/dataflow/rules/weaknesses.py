"""What can go wrong, in every language alike."""

from collections.abc import Mapping

from tools.analysis.dataflow.rules.model import RANDOM, Weakness

SQL = "sql-injection"
NOSQL = "nosql-injection"
COMMAND = "command-injection"
CODE = "code-injection"
PATH = "path-traversal"
XSS = "cross-site-scripting"
LDAP = "ldap-injection"
XPATH = "xpath-injection"
XXE = "external-entities"
DESERIALIZATION = "unsafe-deserialization"
REDIRECT = "open-redirect"
SSRF = "ssrf"
TRUST = "trust-boundary"
CIPHER = "weak-cipher"
HASH = "weak-hash"
RANDOMNESS = "weak-randomness"
COOKIE = "insecure-cookie"
TOKEN = "unverified-token"  # noqa: S105 (the id of a weakness)
PROTOTYPE = "prototype-pollution"

_ALL = (
    Weakness(
        SQL,
        "CWE-89",
        "SQL built from input",
        "lets whoever sends it change the query",
        "high",
        payloads=("' or 1=1 --", "1; drop table x", 'x" or "1"="1'),
    ),
    Weakness(
        NOSQL,
        "CWE-943",
        "Query object built from input",
        "lets whoever sends it put operators into the query",
        "high",
        payloads=("'; return true; //",),
    ),
    Weakness(
        COMMAND,
        "CWE-78",
        "Command built from input",
        "lets whoever sends it run commands of their own",
        "high",
        payloads=("; id", "$(id)", "`id`", "a|id", "a&id", "a\nid"),
    ),
    Weakness(
        CODE,
        "CWE-94",
        "Input run as code",
        "runs what was sent in this process",
        "high",
        payloads=("system('id')", "a.b()", "1+1;x"),
    ),
    Weakness(
        PATH,
        "CWE-22",
        "File path built from input",
        "lets whoever sends it reach other files",
        "high",
        payloads=("../../etc/passwd", "/etc/passwd", "..\\x"),
    ),
    Weakness(
        XSS,
        "CWE-79",
        "Input shown in a page unescaped",
        "runs scripts in the browser of whoever looks at the page",
        "high",
        payloads=("<script>", '" onload="x', "<img src=x>"),
    ),
    Weakness(
        LDAP,
        "CWE-90",
        "LDAP query built from input",
        "lets whoever sends it change the query",
        "high",
        payloads=("*)(uid=*", "x)(|(a=*"),
    ),
    Weakness(
        XPATH,
        "CWE-643",
        "XPath expression built from input",
        "lets whoever sends it change the expression",
        "high",
        payloads=("' or '1'='1", 'x" or "1"="1'),
    ),
    Weakness(
        XXE,
        "CWE-611",
        "XML parsed with external entities",
        "lets a document read files and reach inner hosts",
        "high",
        payloads=("<!DOCTYPE a [", "<!ENTITY"),
    ),
    Weakness(
        DESERIALIZATION,
        "CWE-502",
        "Objects made from input",
        "makes objects of whatever class the data names",
        "high",
        payloads=("!!python/object", "rO0ABX", "_$$ND_FUNC$$_"),
    ),
    Weakness(
        REDIRECT,
        "CWE-601",
        "Redirect to an address from input",
        "sends people to wherever the data says",
        "medium",
        payloads=("https://evil.example", "//evil.example"),
    ),
    Weakness(
        SSRF,
        "CWE-918",
        "Request to an address from input",
        "reaches whatever inner host the data says",
        "high",
        payloads=("http://169.254.169.254/", "file:///etc/passwd"),
    ),
    Weakness(
        TRUST,
        "CWE-501",
        "Input kept in the session as it came",
        "keeps unchecked data among what the rest of the program trusts",
        "medium",
        payloads=("<script>", "admin'"),
    ),
    Weakness(
        CIPHER,
        "CWE-327",
        "Weak encryption",
        "encrypts in a way that can be broken",
        "high",
    ),
    Weakness(
        HASH,
        "CWE-328",
        "Weak hash",
        "uses a hash for which collisions can be made",
        "medium",
    ),
    Weakness(
        RANDOMNESS,
        "CWE-330",
        "Guessable random number",
        "has to be unguessable, and these numbers can be predicted",
        "medium",
        kind=RANDOM,
    ),
    Weakness(
        COOKIE,
        "CWE-614",
        "Cookie without the secure flag",
        "sends the cookie over plain HTTP, too",
        "low",
    ),
    Weakness(
        TOKEN,
        "CWE-347",
        "Token that nobody signed",
        "accepts a token without a signature",
        "high",
    ),
    Weakness(
        PROTOTYPE,
        "CWE-1321",
        "Object merged with input",
        "lets whoever sends it change the prototype of all objects",
        "medium",
    ),
)
WEAKNESSES: Mapping[str, Weakness] = {weakness.id: weakness for weakness in _ALL}

# Injections: a special character in a text does the harm.
TEXTS = frozenset({SQL, NOSQL, COMMAND, CODE, XSS, LDAP, XPATH})

# In the names of what has to be unguessable.
UNGUESSABLE = (
    "token",
    "secret",
    "passw",
    "session",
    "nonce",
    "salt",
    "csrf",
    "xsrf",
    "apikey",
    "api_key",
    "rememberme",
    "credential",
    "verificationcode",
    "resetcode",
    "privatekey",
    "encryptionkey",
)
