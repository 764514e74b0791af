"""Where tainted data does harm."""

from __future__ import annotations

from tools.analysis.dataflow.rules.model import FIRST, OBJECT, Condition, Sink, Store, Tagging
from tools.analysis.dataflow.rules.weaknesses import (
    CODE,
    COMMAND,
    DESERIALIZATION,
    LDAP,
    NOSQL,
    PATH,
    REDIRECT,
    SQL,
    SSRF,
    TRUST,
    XPATH,
    XSS,
    XXE,
)

_SHELL = Condition(("shell",), consts=(True, 1))
_SHELLS = (
    "sh",
    "bash",
    "/bin/sh",
    "/bin/bash",
    "zsh",
    "dash",
    "ksh",
    "cmd",
    "cmd.exe",
    "powershell",
    "powershell.exe",
)
_PROCESSES = tuple(
    f"subprocess.{name}"
    for name in ("run", "call", "check_call", "check_output", "Popen", "getoutput", "getstatusoutput")
)
_SQL_METHODS = ("execute", "executemany", "executescript", "exec_driver_sql", "fetch", "fetchrow", "fetchval")
_OPENING = (
    "open",
    "io.open",
    "codecs.open",
    "os.open",
    "os.remove",
    "os.unlink",
    "os.rmdir",
    "os.removedirs",
    "os.mkdir",
    "os.makedirs",
    "os.listdir",
    "os.scandir",
    "os.walk",
    "os.chmod",
    "os.chown",
    "os.stat",
    "os.truncate",
    "os.path.exists",
    "os.path.isfile",
    "os.path.isdir",
    "os.path.getsize",
    "shutil.rmtree",
    "aiofiles.open",
    "zipfile.ZipFile",
    "tarfile.open",
    "gzip.open",
    "bz2.open",
    "lzma.open",
    "tempfile.mkstemp",
    "linecache.getlines",
    "flask.send_file",
    "django.http.FileResponse",
    "starlette.responses.FileResponse",
    "fastapi.responses.FileResponse",
    "aiohttp.web.FileResponse",
    "bottle.static_file",
)
_PATH_METHODS = [
    "read_text",
    "read_bytes",
    "write_text",
    "write_bytes",
    "open",
    "unlink",
    "mkdir",
    "rmdir",
    "touch",
    "rename",
    "replace",
    "exists",
    "is_file",
    "is_dir",
    "iterdir",
    "glob",
    "rglob",
    "stat",
    "chmod",
    "symlink_to",
]
_PATH_CLASSES = (
    "pathlib.Path()",
    "pathlib.PosixPath()",
    "pathlib.PurePath()",
    "pathlib.Path.cwd()",
    "pathlib.Path.home()",
)
_JSON = Condition(
    ("mimetype", "content_type", 2), contains=("json", "text/plain", "csv", "octet-stream", "xml", "image/")
)
_HTML = Condition(("content_type", "media_type", "mimetype"), contains=("html",))
_HTTP = (
    "requests",
    "httpx",
    "requests.Session()",
    "httpx.Client()",
    "httpx.AsyncClient()",
    "aiohttp.ClientSession()",
)
_VERBS = ("get", "post", "put", "patch", "delete", "head", "options")
_SAFE_LOADERS = (
    "*.SafeLoader",
    "*.CSafeLoader",
    "*.BaseLoader",
    "*.CBaseLoader",
    "SafeLoader",
    "CSafeLoader",
)
_ENTITIES = "external-entities"

SINKS = (
    Sink(SQL, tuple(f"*.{name}" for name in _SQL_METHODS), (0, "sql", "query", "statement")),
    Sink(
        SQL,
        (
            "sqlalchemy.text",
            "sqlalchemy.sql.text",
            "sqlalchemy.sql.expression.text",
            "sqlalchemy.literal_column",
        ),
    ),
    Sink(
        SQL,
        (
            "*.objects.raw",
            "*.objects.extra",
            "django.db.models.expressions.RawSQL",
            "django.db.models.RawSQL",
        ),
    ),
    Sink(SQL, ("pandas.read_sql", "pandas.read_sql_query", "peewee.RawQuery", "peewee.SQL")),
    Sink(
        NOSQL,
        ("*.find_one", "*.aggregate", "*.delete_many", "*.update_many"),
        (0,),
        (Condition((0,), contains=("$where",)),),
    ),
    Sink(
        COMMAND, ("os.system", "os.popen", "commands.getoutput", "commands.getstatusoutput", "popen2.popen2")
    ),
    Sink(COMMAND, ("subprocess.getoutput", "subprocess.getstatusoutput", "asyncio.create_subprocess_shell")),
    Sink(COMMAND, _PROCESSES, (0, "args"), (_SHELL,)),
    Sink(COMMAND, _PROCESSES, (0, "args"), (Condition((0, "args"), first=_SHELLS),)),
    Sink(COMMAND, _PROCESSES, (0, "args", FIRST), unless=(_SHELL,), deep=False),
    Sink(
        COMMAND,
        tuple(f"os.{name}" for name in ["execl", "execle", "execlp", "execv", "execve", "execvp", "execvpe"]),
    ),
    Sink(
        COMMAND,
        tuple(f"os.{name}" for name in ["spawnl", "spawnle", "spawnlp", "spawnv", "spawnve", "spawnvp"]),
        (1,),
    ),
    Sink(
        COMMAND,
        ("asyncio.create_subprocess_exec", "pty.spawn", "pexpect.spawn", "pexpect.run", "os.startfile"),
        deep=False,
    ),
    Sink(
        COMMAND,
        ("paramiko.SSHClient().exec_command", "*.ssh.exec_command", "fabric.Connection().run", "invoke.run"),
    ),
    Sink(
        CODE,
        (
            "eval",
            "exec",
            "compile",
            "builtins.eval",
            "builtins.exec",
            "code.InteractiveInterpreter().runcode",
        ),
    ),
    Sink(CODE, ("importlib.import_module", "__import__", "runpy.run_path", "timeit.timeit")),
    Sink(
        CODE,
        (
            "flask.render_template_string",
            "jinja2.Template",
            "mako.template.Template",
            "django.template.Template",
        ),
    ),
    Sink(
        CODE,
        (
            "jinja2.Environment().from_string",
            "*.jinja_env.from_string",
            "*jinja*.from_string",
            "*env.from_string",
        ),
    ),
    Sink(PATH, _OPENING, (0, "file", "path", "filename", "path_or_file")),
    Sink(
        PATH,
        (
            "shutil.copy",
            "shutil.copyfile",
            "shutil.copy2",
            "shutil.move",
            "os.rename",
            "os.replace",
            "os.link",
        ),
        (0, 1),
    ),
    Sink(PATH, tuple(f"{cls}.{name}" for cls in _PATH_CLASSES for name in _PATH_METHODS), (OBJECT,)),
    Sink(PATH, ("flask.send_from_directory",), (0, "directory")),
    Sink(
        PATH,
        ("*.extractall", "*.save"),
        (0,),
        (Condition((OBJECT,), names=("*zip*", "*tar*", "*.files*", "*FILES*")),),
    ),
    Sink(
        XSS,
        ("flask.make_response", "flask.Response", "werkzeug.wrappers.Response", "quart.Response"),
        (0, "response", FIRST),
        unless=(_JSON,),
        deep=False,
    ),
    Sink(
        XSS,
        ("flask.render_template_string", "markupsafe.Markup", "flask.Markup", "jinja2.Markup"),
        deep=False,
    ),
    Sink(
        XSS,
        ("django.http.HttpResponse", "django.http.response.HttpResponse"),
        (0, "content"),
        unless=(_JSON,),
        deep=False,
    ),
    Sink(
        XSS,
        (
            "django.http.HttpResponseBadRequest",
            "django.http.HttpResponseNotFound",
            "django.http.HttpResponseForbidden",
            "django.http.HttpResponseServerError",
        ),
        deep=False,
    ),
    Sink(XSS, ("django.utils.safestring.mark_safe", "django.utils.safestring.SafeString"), deep=False),
    Sink(
        XSS,
        ("starlette.responses.HTMLResponse", "fastapi.responses.HTMLResponse"),
        (0, "content"),
        deep=False,
    ),
    Sink(
        XSS,
        ("starlette.responses.Response", "fastapi.responses.Response", "fastapi.Response"),
        (0, "content"),
        (_HTML,),
        deep=False,
    ),
    Sink(XSS, ("aiohttp.web.Response",), ("text", "body"), (_HTML,), deep=False),
    Sink(
        XSS,
        ("tornado.web.RequestHandler().write", "*.Response().set_data", "flask.make_response().set_data"),
        deep=False,
    ),
    Sink(
        LDAP,
        ("*ldap*.search", "*ldap*.search_s", "*ldap*.search_ext", "*ldap*.search_ext_s", "*ldap*.search_st"),
        (0, 1, 2, "search_base", "search_filter", "filterstr", "base"),
    ),
    Sink(LDAP, ("*.search_s", "*.search_ext_s", "*.paged_search"), (0, 1, 2, "search_filter", "filterstr")),
    Sink(XPATH, ("*.xpath", "lxml.etree.XPath", "lxml.etree.ETXPath", "lxml.etree.XPathEvaluator()")),
    Sink(XPATH, ("elementpath.select", "elementpath.iter_select", "elementpath.Selector"), (1, "path")),
    Sink(XPATH, ("elementpath.Selector",), (0, "path")),
    Sink(
        XPATH,
        tuple(
            f"{tree}.{name}"
            for tree in ("xml.etree*", "lxml.etree*", "defusedxml*", "?tree", "?root")
            for name in ("find", "findall", "iterfind", "findtext")
        ),
        (0, "path"),
    ),
    Sink(XPATH, ("*.XPath2Parser().parse", "xpath.find", "xpath.findnode", "*libxml2*.xpathEval")),
    Sink(XXE, ("xml.sax.parseString", "xml.sax.parse"), (0,), (Condition((1, 2, "parser"), tag=_ENTITIES),)),
    Sink(
        XXE,
        (
            "xml.dom.minidom.parseString",
            "xml.dom.minidom.parse",
            "xml.dom.pulldom.parseString",
            "xml.dom.pulldom.parse",
        ),
        (0,),
        (Condition((1, 2, "parser"), tag=_ENTITIES),),
    ),
    Sink(
        XXE,
        ("xml.sax.make_parser().parse", "xml.sax.make_parser().feed"),
        (0,),
        (Condition((OBJECT,), tag=_ENTITIES),),
    ),
    Sink(
        XXE,
        tuple(
            f"lxml.etree.{name}"
            for name in ["fromstring", "parse", "XML", "iterparse", "fromstringlist", "HTML"]
        ),
        (0,),
        (Condition((1, "parser"), tag=_ENTITIES),),
    ),
    Sink(
        XXE,
        tuple(f"lxml.etree.{name}" for name in ["fromstring", "parse", "XML", "fromstringlist"]),
        (0,),
        (Condition((1, "parser"), absent=True),),
    ),
    Sink(XXE, ("lxml.etree.XMLParser().feed",), (0,), (Condition((OBJECT,), tag=_ENTITIES),)),
    Sink(XXE, ("lxml.etree.iterparse",), (0,), (Condition(("resolve_entities",), consts=(True,)),)),
    Sink(
        XXE,
        (
            "libxml2.parseDoc",
            "libxml2.parseMemory",
            "libxml2.readDoc",
            "lxml.objectify.fromstring",
            "xmltodict.parse_unsafe",
        ),
    ),
    Sink(
        DESERIALIZATION,
        tuple(
            f"{module}.{name}"
            for module in (
                "pickle",
                "cPickle",
                "_pickle",
                "dill",
                "cloudpickle",
                "marshal",
                "jsonpickle",
                "joblib",
                "torch",
                "pandas",
            )
            for name in ("load", "loads", "decode", "read_pickle", "Unpickler")
        ),
    ),
    Sink(
        DESERIALIZATION,
        ("shelve.open", "numpy.load"),
        (0,),
        (Condition(("allow_pickle", 0), consts=(True,)),),
    ),
    Sink(
        DESERIALIZATION,
        ("yaml.load", "yaml.load_all"),
        (0, "stream"),
        unless=(Condition((1, "Loader"), names=_SAFE_LOADERS),),
    ),
    Sink(
        DESERIALIZATION,
        ("yaml.unsafe_load", "yaml.unsafe_load_all", "yaml.full_load", "yaml.full_load_all"),
        (0, "stream"),
    ),
    Sink(
        DESERIALIZATION,
        ("ruamel.yaml.YAML().load", "ruamel.yaml.load"),
        (0,),
        (Condition(("typ", 1), consts=("unsafe",)),),
    ),
    Sink(
        REDIRECT,
        ("flask.redirect", "werkzeug.utils.redirect", "quart.redirect", "bottle.redirect"),
        (0, "location"),
    ),
    Sink(
        REDIRECT,
        (
            "django.shortcuts.redirect",
            "django.http.HttpResponseRedirect",
            "django.http.HttpResponsePermanentRedirect",
        ),
    ),
    Sink(
        REDIRECT, ("starlette.responses.RedirectResponse", "fastapi.responses.RedirectResponse"), (0, "url")
    ),
    Sink(
        REDIRECT,
        (
            "aiohttp.web.HTTPFound",
            "aiohttp.web.HTTPSeeOther",
            "aiohttp.web.HTTPMovedPermanently",
            "aiohttp.web.HTTPTemporaryRedirect",
        ),
        (0, "location"),
    ),
    Sink(REDIRECT, ("tornado.web.RequestHandler().redirect",)),
    Sink(SSRF, tuple(f"{owner}.{verb}" for owner in _HTTP for verb in _VERBS), (0, "url")),
    Sink(SSRF, tuple(f"{owner}.{name}" for owner in _HTTP for name in ("request", "stream")), (1, "url")),
    Sink(
        SSRF,
        (
            "urllib.request.urlopen",
            "urllib.request.Request",
            "urllib.request.urlretrieve",
            "urllib2.urlopen",
            "urllib.urlopen",
        ),
        (0, "url"),
    ),
    Sink(
        SSRF,
        (
            "http.client.HTTPConnection",
            "http.client.HTTPSConnection",
            "socket.create_connection",
            "websockets.connect",
        ),
        (0, "host"),
        deep=True,
    ),
    Sink(SSRF, ("urllib3.PoolManager().request",), (1, "url")),
    Sink(
        TRUST,
        (
            "flask.session.update",
            "flask.session.setdefault",
            "*.session.update",
            "*.session.setdefault",
            "*.session.__setitem__",
        ),
        (0, 1),
    ),
)

_SESSIONS = (
    "flask.session",
    "quart.session",
    "?request.session",
    "*.request.session",
    "django.http.HttpRequest().session",
    "starlette.requests.Request().session",
    "fastapi.Request().session",
    "aiohttp_session.get_session()",
    "flask.globals.session",
)

STORES = (
    Store(TRUST, _SESSIONS),
    Store(
        XSS,
        ("flask.make_response()", "flask.Response()", "*.response_class()"),
        keys=False,
        fields=("data", "response"),
    ),
    Store(REDIRECT, ("*().headers",), keys=False),
)

TAGGINGS = (
    Tagging(
        ("xml.sax.make_parser().setFeature",),
        _ENTITIES,
        (
            Condition((0,), names=("*.feature_external_ges", "*.feature_external_pes")),
            Condition((1,), consts=(True, 1)),
        ),
    ),
    Tagging(
        ("xml.sax.make_parser().setFeature",),
        _ENTITIES,
        (
            Condition((0,), consts=("http://xml.org/sax/features/external-general-entities",)),
            Condition((1,), consts=(True, 1)),
        ),
    ),
    Tagging(
        ("xml.sax.make_parser().setFeature",),
        _ENTITIES,
        (Condition((0,), names=("*.feature_external_ges",)), Condition((1,), consts=(False, 0))),
        removes=True,
    ),
    Tagging(
        ("lxml.etree.XMLParser", "lxml.etree.XMLTreeBuilder"),
        _ENTITIES,
        (Condition(("resolve_entities",), consts=(True, 1), absent=True),),
        on="result",
    ),
    Tagging(
        ("lxml.etree.XMLParser",),
        _ENTITIES,
        (
            Condition(("load_dtd", "no_network"), consts=(True,)),
            Condition(("resolve_entities",), consts=(True,)),
        ),
        on="result",
    ),
)
