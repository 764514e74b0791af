"""Queries and commands: SQL, MongoDB, LDAP, XPath, the shell, code."""

from tools.analysis.dataflow.rules.javascript.names import each
from tools.analysis.dataflow.rules.model import ANY, EVERYTHING, Cleaner, Condition, Sink
from tools.analysis.dataflow.rules.weaknesses import CODE, COMMAND, LDAP, NOSQL, SQL, XPATH

_SQL = (
    *each("mysql.createConnection() mysql.createPool() pg.Pool() pg.Client()", "query execute"),
    *each("sequelize.Sequelize()", "query literal"),
    *each("sequelize sequelize.Sequelize", "literal"),
    *each("sqlite3.Database() sqlite.open()", "all get run exec each prepare"),
    *each("better-sqlite3()", "prepare exec"),
    *each("knex()", "raw whereRaw orderByRaw havingRaw joinRaw"),
    *each("mssql.Request() mssql.ConnectionPool() mssql", "query batch"),
    *each("@prisma/client.PrismaClient() @prisma/client.Prisma", "$queryRawUnsafe $executeRawUnsafe raw"),
)
# Where the object came from somewhere unknown, the method's name says enough.
_SQL_BY_NAME = tuple(
    f"*.{name}"
    for name in (
        "query",
        "raw",
        "whereRaw",
        "orderByRaw",
        "havingRaw",
        "selectRaw",
        "$queryRawUnsafe",
        "$executeRawUnsafe",
        "executeSql",
    )
)

SHELLS = ("sh", "bash", "/bin/sh", "/bin/bash", "cmd", "cmd.exe", "powershell", "zsh")
_SHELL = Condition(("2.shell", "1.shell"), consts=(True, "/bin/sh", "/bin/bash", "bash", "sh"))
_SPAWNING = each("child_process cross-spawn", "spawn spawnSync execFile execFileSync")
_COMMANDS = (
    Sink(COMMAND, (*each("child_process", "exec execSync"), *each("shelljs", "exec"))),
    Sink(COMMAND, (*_SPAWNING, "cross-spawn", "execa", *each("execa", "execa execaSync")), deep=False),
    Sink(COMMAND, _SPAWNING, (1,), when=(_SHELL,)),
    Sink(COMMAND, _SPAWNING, (1,), when=(Condition((0,), consts=SHELLS),)),
    Sink(COMMAND, each("execa", "command commandSync execaCommand execaCommandSync")),
)

_MONGO = (
    "findOne findOneAndUpdate findOneAndDelete findOneAndReplace updateOne updateMany deleteOne deleteMany "
    "replaceOne countDocuments"
)
_NOSQL = (
    Sink(NOSQL, each("*", f"find where remove {_MONGO}"), ("0.$where",)),
    Sink(NOSQL, each("*", _MONGO)),
    Sink(NOSQL, each("*", "$where mapReduce")),
)

_LDAP = each(
    "ldapjs.createClient() ldapts.Client() activedirectory() activedirectory2()", "search find findUser"
)

_XPATH = (
    *each("xpath", "select select1 evaluate parse selectWithResolver"),
    *each("libxmljs.parseXml() libxmljs.parseXmlString()", "find get"),
    "document.evaluate",
    "*.selectNodes",
)

_CODE = (
    *each("vm", "runInThisContext runInNewContext runInContext compileFunction Script"),
    *each("vm2.VM() vm2.NodeVM()", "run"),
    *each("ejs", "render compile"),
    *each("pug jade", "render compile"),
    *each("handlebars Handlebars hogan.js", "compile"),
    *each("nunjucks", "renderString compile"),
    *each("lodash underscore", "template"),
    *each("mathjs", "eval evaluate"),
    "eval",
    "Function",
    "safe-eval",
    "static-eval",
    "notevil",
    "dot.template",
    "require",
)

SINKS = (
    Sink(SQL, _SQL, (0, "0.text", "0.sql"), deep=False),
    Sink(SQL, _SQL_BY_NAME, (0, "0.text", "0.sql"), deep=False),
    *_COMMANDS,
    *_NOSQL,
    Sink(LDAP, _LDAP, (0, "1.filter"), deep=False),
    Sink(XPATH, _XPATH),
    Sink(CODE, _CODE, (0,), deep=False),
    Sink(CODE, ("Function",), (ANY,), deep=False),
    Sink(
        CODE,
        ("setTimeout", "setInterval", "setImmediate", "window.setTimeout", "window.setInterval"),
        deep=False,
    ),
)

# What an interpreter gives is no longer what was sent; what made it so is reported where it ran.
CLEANERS = (
    Cleaner((*_SQL, *_SQL_BY_NAME, *_LDAP, *_XPATH, *each("*", f"find {_MONGO}")), frozenset({EVERYTHING})),
)
