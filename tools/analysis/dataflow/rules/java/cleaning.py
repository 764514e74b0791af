"""Sanitizers: what makes data harmless in Java, and what undoes it."""

from tools.analysis.dataflow.rules.java.names import methods, static
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
    COMMAND,
    LDAP,
    PATH,
    REDIRECT,
    SQL,
    SSRF,
    XPATH,
    XSS,
)

_HTML = (
    *static("org.springframework.web.util.HtmlUtils", "htmlEscape htmlEscapeDecimal htmlEscapeHex"),
    *static("org.springframework.web.util.JavaScriptUtils", "javaScriptEscape"),
    *static(
        "org.apache.commons.lang.StringEscapeUtils org.apache.commons.lang3.StringEscapeUtils "
        "org.apache.commons.text.StringEscapeUtils",
        "escapeHtml escapeHtml3 escapeHtml4 escapeXml "
        "escapeXml10 escapeXml11 escapeEcmaScript escapeJavaScript",
    ),
    *static(
        "org.owasp.encoder.Encode",
        "forHtml forHtmlContent forHtmlAttribute "
        "forHtmlUnquotedAttribute forJavaScript forJavaScriptAttribute "
        "forJavaScriptBlock forCssString forCssUrl forXml "
        "forXmlContent forXmlAttribute forUri forUriComponent",
    ),
    *methods(
        "org.owasp.esapi.ESAPI.encoder "
        "org.owasp.esapi.Encoder org.owasp.esapi.reference.DefaultEncoder.getInstance",
        "encodeForHTML encodeForHTMLAttribute encodeForJavaScript "
        "encodeForCSS encodeForXML encodeForXMLAttribute "
        "encodeForURL",
    ),
    *methods("org.owasp.html.PolicyFactory", "sanitize"),
    *methods("org.owasp.validator.html.AntiSamy", "scan"),
    *static("org.jsoup.Jsoup", "clean"),
    *methods("com.google.common.html.HtmlEscapers.htmlEscaper com.google.common.escape.Escaper", "escape"),
)
_NUMBERS = (
    *static("java.lang.Integer", "parseInt valueOf decode parseUnsignedInt"),
    *static("java.lang.Long", "parseLong valueOf decode"),
    *static("java.lang.Short java.lang.Byte", "parseShort parseByte valueOf"),
    *static("java.lang.Double java.lang.Float", "parseDouble parseFloat"),
    *static("java.lang.Boolean", "parseBoolean valueOf"),
    *static("java.util.UUID", "fromString nameUUIDFromBytes"),
    *static("java.time.LocalDate java.time.LocalDateTime java.time.Instant java.time.LocalTime", "parse"),
    "java.math.BigInteger",
    "java.math.BigDecimal",
)
_LENGTHS = tuple(
    f"*.{name}" for name in ("length", "size", "hashCode", "indexOf", "lastIndexOf", "compareTo")
)
_ESAPI = "org.owasp.esapi.ESAPI.encoder org.owasp.esapi.Encoder"

CLEANERS = (
    Cleaner(_HTML, frozenset({XSS})),
    Cleaner((*_NUMBERS, *_LENGTHS), frozenset({EVERYTHING})),
    Cleaner(methods(_ESAPI, "encodeForLDAP encodeForDN"), frozenset({LDAP})),
    Cleaner(methods(_ESAPI, "encodeForXPath"), frozenset({XPATH})),
    Cleaner(methods(_ESAPI, "encodeForSQL"), frozenset({SQL})),
    Cleaner(methods(_ESAPI, "encodeForOS"), frozenset({COMMAND})),
    Cleaner(static("org.apache.commons.lang.StringEscapeUtils", "escapeSql"), frozenset({SQL})),
    Cleaner(
        static("org.springframework.ldap.support.LdapEncoder", "filterEncode nameEncode"), frozenset({LDAP})
    ),
    Cleaner(
        static("org.springframework.ldap.core.support.LdapEncoder", "filterEncode nameEncode"),
        frozenset({LDAP}),
    ),
    Cleaner(static("com.unboundid.ldap.sdk.Filter", "encodeValue createEqualityFilter"), frozenset({LDAP})),
    Cleaner(
        (
            *static("java.net.URLEncoder", "encode"),
            *static("org.springframework.web.util.UriUtils", "encode encodePath"),
        ),
        frozenset({XSS, PATH, REDIRECT, SSRF, LDAP, XPATH, SQL}),
    ),
    Cleaner(
        static("org.apache.commons.io.FilenameUtils", "getName getBaseName getExtension"), frozenset({PATH})
    ),
    Cleaner(methods("java.io.File", "getName"), frozenset({PATH})),
    Cleaner(("*.getFileName", "org.springframework.util.StringUtils.getFilename"), frozenset({PATH})),
    Cleaner(
        (
            *static("java.security.MessageDigest.getInstance()", "digest"),
            *methods("java.security.MessageDigest.getInstance", "digest"),
            *static(
                "org.apache.commons.codec.digest.DigestUtils", "sha256Hex sha512Hex sha384Hex md5Hex sha1Hex"
            ),
        ),
        frozenset({EVERYTHING}),
    ),
    # An interpreter's result is no longer what was sent; what made it so is reported where it ran.
    Cleaner(
        ("*.getResultSet", "*.executeUpdate", "*.exitValue", "*.waitFor", "*.exists"), frozenset({EVERYTHING})
    ),
)

# In quotes of a query, a doubled quote stays within them.
REPLACEMENTS = (
    Replacement("'", frozenset({SQL, XPATH})),
    Replacement("<", frozenset({XSS})),
    Replacement("..", frozenset({PATH})),
    Replacement("../", frozenset({PATH})),
)

_SAME = (
    *methods("java.lang.StringBuilder java.lang.StringBuffer", "append insert replace deleteCharAt reverse"),
    *methods("java.util.StringJoiner", "add"),
)
PASSINGS = (
    Passing(_SAME, (OBJECT,), same=True),
    Passing(static("java.util.Objects", "requireNonNull requireNonNullElse"), (0,), same=True),
    Passing(static("java.net.URLDecoder", "decode"), (0,), decodes=True),
    Passing(
        static(
            "org.springframework.web.util.UriUtils org.springframework.web.util.HtmlUtils",
            "decode htmlUnescape",
        ),
        (0,),
        decodes=True,
    ),
    Passing(
        static(
            "org.apache.commons.lang.StringEscapeUtils org.apache.commons.lang3.StringEscapeUtils "
            "org.apache.commons.text.StringEscapeUtils",
            "unescapeHtml unescapeHtml3 unescapeHtml4 unescapeXml unescapeJava unescapeJavaScript",
        ),
        (0,),
        decodes=True,
    ),
    Passing(static("org.apache.commons.codec.binary.Base64", "decodeBase64"), (0,), decodes=True),
    Passing(
        methods("java.util.Base64.getDecoder java.util.Base64.getUrlDecoder", "decode"), (0,), decodes=True
    ),
)

GUARDS = (
    Guard(("*.matches",), OBJECT, pattern=0, whole=True),
    Guard(static("java.util.regex.Pattern", "matches"), 1, pattern=0, whole=True),
    Guard(
        static(
            "org.apache.commons.lang3.StringUtils org.apache.commons.lang.StringUtils",
            "isNumeric isAlphanumeric isAlpha",
        )
    ),
    Guard(static("org.apache.commons.lang3.math.NumberUtils", "isDigits isCreatable isParsable")),
    Guard(
        methods("org.owasp.esapi.ESAPI.validator org.owasp.esapi.Validator", "isValidInput isValidNumber"), 1
    ),
)

EXCLUDED = (
    Excluded(("..", "../"), frozenset({PATH})),
    Excluded(("'",), frozenset({SQL, XPATH})),
    Excluded(("<",), frozenset({XSS})),
)
