"""Sanitizers, which make tainted data harmless, and what only hands it on."""

from __future__ import annotations

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
    PATH,
    REDIRECT,
    SQL,
    SSRF,
    TEXTS,
    TRUST,
    XPATH,
    XSS,
    XXE,
)

_ALL = frozenset({EVERYTHING})
_NORMALISED = "normalised"
_ADDRESSES = frozenset({REDIRECT, SSRF})

CLEANERS = (
    Cleaner(
        (
            "int",
            "float",
            "bool",
            "complex",
            "len",
            "ord",
            "hash",
            "id",
            "round",
            "isinstance",
            "issubclass",
            "callable",
            "any",
            "all",
            "abs",
            "hex",
            "oct",
            "bin",
            "sum",
            "math.*",
            "uuid.UUID",
            "decimal.Decimal",
            "ipaddress.ip_address",
            "ipaddress.ip_network",
            "datetime.*",
            "time.*",
            "secrets.*",
            "os.urandom",
            "hmac.compare_digest",
            "hashlib.*",
            "bcrypt.*",
            "werkzeug.security.*",
            "passlib.*",
            "flask.url_for",
            "django.urls.reverse",
            "fastapi.Request().url_for",
            "*.isdigit",
            "*.isalnum",
            "*.isalpha",
            "*.isnumeric",
            "*.startswith",
            "*.endswith",
            "*.find",
            "*.rfind",
            "*.index",
            "*.count",
            "*.is_valid",
            "*.rowcount",
            "*.fileno",
            "hashlib.new().*",
            "hashlib.*().*",
            "hmac.*",
            "zlib.crc32",
            "os.getpid",
            "os.path.getmtime",
            "werkzeug.utils.import_string",
            "print",
            "logging.*",
            "*.logger.*",
        ),
        _ALL,
    ),
    Cleaner(
        ("html.escape", "cgi.escape", "markupsafe.escape", "flask.escape", "jinja2.escape"), frozenset({XSS})
    ),
    Cleaner(
        (
            "django.utils.html.escape",
            "django.utils.html.conditional_escape",
            "django.utils.html.format_html",
            "django.utils.html.strip_tags",
            "bleach.clean",
            "nh3.clean",
            "xml.sax.saxutils.escape",
            "xml.sax.saxutils.quoteattr",
            "json.dumps",
            "tornado.escape.xhtml_escape",
            "markupsafe.Markup.escape",
            "markupsafe.Markup().format",
            "werkzeug.utils.escape",
        ),
        frozenset({XSS}),
    ),
    # helpers of other packages that say by their names what they are for
    Cleaner(
        ("*.*escape*html*", "*.*html*escape*", "*.*encode*html*", "*.*sanitize*html*", "*.*html*encode*"),
        frozenset({XSS}),
    ),
    Cleaner(
        ("*.escape_filter_chars", "ldap.filter.escape_filter_chars", "ldap.filter.filter_format"),
        frozenset({LDAP}),
    ),
    Cleaner(
        ("ldap3.utils.conv.escape_filter_chars", "ldap.dn.escape_dn_chars", "ldap3.utils.dn.escape_rdn"),
        frozenset({LDAP}),
    ),
    Cleaner(("shlex.quote", "pipes.quote", "subprocess.list2cmdline"), frozenset({COMMAND})),
    Cleaner(
        ("urllib.parse.quote", "urllib.parse.quote_plus", "urllib.parse.urlencode", "urllib.quote"),
        TEXTS,
    ),
    Cleaner(("urllib.parse.quote", "urllib.parse.quote_plus", "urllib.parse.urlencode"), _ADDRESSES),
    Cleaner(
        ("werkzeug.utils.secure_filename", "os.path.basename", "ntpath.basename", "posixpath.basename"),
        frozenset({PATH}),
    ),
    Cleaner(
        (
            "werkzeug.security.safe_join",
            "werkzeug.utils.safe_join",
            "flask.safe_join",
            "flask.send_from_directory",
        ),
        frozenset({PATH}),
    ),
    Cleaner(
        (
            "django.utils._os.safe_join",
            "django.utils.text.get_valid_filename",
            "django.utils.text.slugify",
            "slugify.slugify",
        ),
        frozenset({PATH}),
    ),
    Cleaner(
        ("os.path.realpath", "os.path.abspath", "os.path.normpath", "*.resolve", "pathlib.Path().absolute"),
        frozenset({_NORMALISED}),
    ),
    Cleaner(("re.escape",), frozenset({CODE})),
    Cleaner(
        (
            "flask.jsonify",
            "flask.json.jsonify",
            "flask.redirect",
            "flask.render_template",
            "flask.send_file",
            "flask.send_from_directory",
        ),
        frozenset({XSS}),
    ),
    Cleaner(
        (
            "django.shortcuts.render",
            "django.http.JsonResponse",
            "*.get_template().render",
            "django.template.loader.render_to_string",
        ),
        frozenset({XSS}),
    ),
    Cleaner(
        (
            "pymysql.converters.escape_string",
            "*.escape_string",
            "psycopg2.extensions.quote_ident",
            "psycopg2.sql.*",
            "psycopg.sql.*",
        ),
        frozenset({SQL}),
    ),
    Cleaner(
        (
            "base64.b64encode",
            "base64.urlsafe_b64encode",
            "base64.b32encode",
            "base64.b16encode",
            "binascii.hexlify",
            "*.hex",
        ),
        TEXTS,
    ),
    Cleaner(("*.execute", "*.fetchall", "*.fetchone", "*.fetchmany"), _ALL),
    Cleaner(
        ("requests.*", "httpx.*", "urllib.request.urlopen"), frozenset({SQL, XSS, COMMAND, CODE, TRUST, XXE})
    ),
    Cleaner(("open", "io.open", "codecs.open"), _ALL),
    Cleaner(("flask.make_response", "flask.Response", "django.http.HttpResponse"), frozenset({XSS})),
)

REPLACEMENTS = (
    Replacement("'", frozenset({XPATH, SQL, LDAP})),
    Replacement("<", frozenset({XSS})),
    Replacement("*()\\", frozenset({LDAP})),
)

PASSINGS = (
    Passing(
        ("urllib.parse.unquote", "urllib.parse.unquote_plus", "urllib.unquote", "html.unescape"),
        (0,),
        decodes=True,
    ),
    Passing(
        ("base64.b64decode", "base64.urlsafe_b64decode", "base64.b32decode", "binascii.unhexlify"),
        (0,),
        decodes=True,
    ),
    Passing(("*.__enter__", "copy.copy", "copy.deepcopy", "typing.cast"), (OBJECT, 0), same=True),
    Passing(("asyncio.wait_for", "asyncio.shield", "contextlib.closing"), (0,), same=True),
    Passing(("xml.etree.ElementTree.parse", "lxml.etree.parse", "lxml.etree.fromstring"), (0,)),
    Passing(("elementpath.select",), (0,)),
    Passing(("*.xpath",), (OBJECT,)),
    Passing(("re.compile", "regex.compile"), (0,), keeps=True),
    Passing(("os.environ.get", "os.getenv"), (1,)),
)

GUARDS = (
    Guard(("re.fullmatch", "regex.fullmatch"), 1, pattern=0, whole=True),
    Guard(("re.match", "re.search", "regex.match"), 1, pattern=0),
    Guard(("re.compile().fullmatch",), 0, pattern=OBJECT, whole=True),
    Guard(("re.compile().match",), 0, pattern=OBJECT),
    Guard(("*.isalnum", "*.isdigit", "*.isdecimal", "*.isnumeric", "*.isalpha", "*.isidentifier"), OBJECT),
    Guard(("*.startswith",), OBJECT, frozenset({PATH}), normalised=True),
    Guard(("*.is_relative_to",), OBJECT, frozenset({PATH}), normalised=True),
    Guard(
        (
            "django.utils.http.url_has_allowed_host_and_scheme",
            "django.utils.http.is_safe_url",
            "*.is_safe_url",
            "*is_safe_redirect*",
        ),
        0,
        _ADDRESSES,
    ),
    Guard(("os.path.isabs",), 0, frozenset(), when=False),
)

EXCLUDED = (
    Excluded(("..", "../", "/", "..\\", "\\"), frozenset({PATH})),
    Excluded(("'",), frozenset({SQL, XPATH, CODE, LDAP})),
    Excluded(("<", ">"), frozenset({XSS})),
    Excluded((";", "|", "&", "`", "$"), frozenset({COMMAND})),
    Excluded(("(", ")", "*"), frozenset({LDAP})),
    Excluded(("//", "://", ":"), _ADDRESSES),
    Excluded(("<!DOCTYPE", "<!ENTITY", "DOCTYPE", "ENTITY"), frozenset({XXE})),
)
