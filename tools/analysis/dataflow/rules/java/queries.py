"""Queries and commands: SQL, LDAP, XPath, the shell, code."""

from tools.analysis.dataflow.rules.java.names import methods, static
from tools.analysis.dataflow.rules.model import ANY, EVERYTHING, FIRST, OBJECT, Cleaner, Condition, Sink
from tools.analysis.dataflow.rules.weaknesses import CODE, COMMAND, LDAP, SQL, XPATH

_TEMPLATES = (
    "org.springframework.jdbc.core.JdbcTemplate org.springframework.jdbc.core.JdbcOperations "
    "org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate "
    "org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations "
    "org.springframework.jdbc.core.simple.SimpleJdbcTemplate"
)
_SESSIONS = "org.hibernate.Session org.hibernate.StatelessSession org.hibernate.SharedSessionContract"
_SQL = (
    *methods("java.sql.Statement", "execute executeQuery executeUpdate executeLargeUpdate addBatch"),
    *methods("java.sql.Connection", "prepareStatement prepareCall nativeSQL"),
    *methods(
        _TEMPLATES,
        "query queryForObject queryForList queryForMap "
        "queryForRowSet queryForInt queryForLong queryForStream "
        "update execute batchUpdate call",
    ),
    *methods("org.springframework.jdbc.core.simple.JdbcClient", "sql"),
    *methods("org.springframework.r2dbc.core.DatabaseClient", "sql"),
    *methods("javax.persistence.EntityManager", "createQuery createNativeQuery"),
    *methods(
        _SESSIONS, "createQuery createSQLQuery createNativeQuery createNativeMutationQuery createFilter"
    ),
    *methods("javax.jdo.PersistenceManager", "newQuery"),
    *methods("org.jooq.DSLContext", "fetch query execute resultQuery"),
    *static("org.jooq.impl.DSL", "sql condition field table"),
    *methods("io.vertx.sqlclient.SqlClient", "query preparedQuery"),
    *methods("org.apache.commons.dbutils.QueryRunner", "query update execute batch insert"),
    *methods("org.jdbi.v3.core.Handle", "createQuery createUpdate execute select"),
    *methods("android.database.sqlite.SQLiteDatabase", "rawQuery execSQL compileStatement"),
    *static("org.hibernate.criterion.Restrictions org.hibernate.criterion.Expression", "sqlRestriction"),
)
# Where the object came from somewhere unknown, the method's name says enough.
_SQL_BY_NAME = tuple(
    f"*.{name}"
    for name in [
        "executeQuery",
        "executeUpdate",
        "prepareStatement",
        "prepareCall",
        "createNativeQuery",
        "createSQLQuery",
        "queryForObject",
        "queryForList",
        "queryForMap",
        "queryForRowSet",
        "batchUpdate",
        "addBatch",
    ]
)

SHELLS = (
    "sh",
    "bash",
    "/bin/sh",
    "/bin/bash",
    "cmd",
    "cmd.exe",
    "powershell",
    "powershell.exe",
    "/bin/zsh",
    "zsh",
)
_SHELL_LIST = Condition((0,), first=SHELLS)
_SHELL_FIRST = Condition((0,), consts=SHELLS)
_EXEC = methods("java.lang.Runtime", "exec")
_PROCESS = ("java.lang.ProcessBuilder", "java.lang.ProcessBuilder().command")
_COMMANDS = (
    # A command line as one text is split, an array's first element is the program, and a variable of the
    # environment (LD_PRELOAD, PATH) decides what runs.
    Sink(COMMAND, _EXEC, (0,), deep=False),
    Sink(COMMAND, _EXEC, (1,)),
    Sink(COMMAND, (*_EXEC, *_PROCESS), (FIRST,)),
    Sink(COMMAND, (*_EXEC, *_PROCESS), (0,), when=(_SHELL_LIST,)),
    Sink(COMMAND, _PROCESS, (0,), deep=False),
    Sink(COMMAND, _PROCESS, (ANY,), when=(_SHELL_FIRST,)),
    Sink(COMMAND, static("org.apache.commons.exec.CommandLine", "parse")),
    Sink(COMMAND, ("org.apache.commons.exec.CommandLine",)),
    Sink(COMMAND, methods("com.jcraft.jsch.ChannelExec", "setCommand")),
)

_CONTEXTS = (
    "javax.naming.directory.DirContext javax.naming.directory.InitialDirContext "
    "javax.naming.ldap.LdapContext "
    "javax.naming.ldap.InitialLdapContext javax.naming.event.EventDirContext"
)
_LDAP_TEMPLATES = "org.springframework.ldap.core.LdapTemplate org.springframework.ldap.core.LdapOperations"
_LDAP = (
    Sink(LDAP, methods(_CONTEXTS, "search"), (0, 1), deep=False),
    Sink(LDAP, methods(_LDAP_TEMPLATES, "search searchForObject authenticate find"), (0, 1), deep=False),
    Sink(
        LDAP, methods("com.unboundid.ldap.sdk.LDAPConnection", "search searchForEntry"), (0, 2, 3), deep=False
    ),
    Sink(LDAP, static("com.unboundid.ldap.sdk.Filter", "create")),
    Sink(
        LDAP,
        ("org.springframework.ldap.filter.HardcodedFilter", "com.unboundid.ldap.sdk.SearchRequest"),
        (ANY,),
    ),
)

_XPATH = (
    *methods("javax.xml.xpath.XPath", "compile evaluate evaluateExpression"),
    "javax.xml.xpath.XPathFactory.newInstance().newXPath().compile",
    "javax.xml.xpath.XPathFactory.newInstance().newXPath().evaluate",
    *methods(
        "org.apache.commons.jxpath.JXPathContext", "getValue selectNodes iterate selectSingleNode compile"
    ),
    *static("org.apache.xpath.XPathAPI", "eval selectNodeList selectSingleNode"),
    *methods("org.jdom2.xpath.XPathFactory", "compile"),
    *static("org.jdom.xpath.XPath", "newInstance selectNodes selectSingleNode"),
    *methods("net.sf.saxon.s9api.XPathCompiler", "compile evaluate"),
    "*.selectNodes",
    "*.selectSingleNode",
)

_CODE = (
    *methods("javax.script.ScriptEngine javax.script.Compilable", "eval compile"),
    *methods(
        "org.springframework.expression.ExpressionParser "
        "org.springframework.expression.spel.standard.SpelExpressionParser",
        "parseExpression parseRaw",
    ),
    *methods("groovy.lang.GroovyShell", "evaluate parse run"),
    *methods("groovy.lang.GroovyClassLoader", "parseClass"),
    *static("groovy.util.Eval", "me x xy"),
    *static("org.mvel2.MVEL", "eval executeExpression compileExpression"),
    *static("ognl.Ognl", "getValue setValue parseExpression"),
    *methods("javax.el.ELProcessor", "eval getValue setValue"),
    *methods(
        "org.apache.commons.jexl3.JexlEngine org.apache.commons.jexl3.JexlBuilder().create",
        "createExpression createScript",
    ),
    *methods("org.apache.commons.jexl2.JexlEngine", "createExpression createScript"),
    *methods("bsh.Interpreter", "eval source"),
    *methods("org.python.util.PythonInterpreter", "exec eval"),
    *methods("org.graalvm.polyglot.Context", "eval"),
    *methods("org.apache.velocity.app.VelocityEngine", "evaluate"),
    *methods("delight.nashornsandbox.NashornSandbox", "eval"),
)

SINKS = (
    Sink(SQL, _SQL, deep=False),
    Sink(SQL, _SQL_BY_NAME, deep=False),
    *_COMMANDS,
    *_LDAP,
    Sink(XPATH, _XPATH),
    Sink(CODE, _CODE, (ANY,)),
    Sink(CODE, static("org.apache.velocity.app.Velocity", "evaluate"), (3,)),
    Sink(CODE, methods("javax.el.ExpressionFactory", "createValueExpression createMethodExpression"), (1,)),
    Sink(CODE, ("freemarker.template.Template",), (1,)),
    Sink(
        CODE, ("java.lang.Class.forName().newInstance", "java.lang.Class.forName().getConstructor"), (OBJECT,)
    ),
)

# What an interpreter gives is no longer what was sent; what made it so is reported where it ran.
_ANSWERS = (*_SQL, *_SQL_BY_NAME, *_XPATH, *_EXEC, *(name for sink in _LDAP for name in sink.calls))
CLEANERS = (Cleaner(_ANSWERS, frozenset({EVERYTHING})),)
