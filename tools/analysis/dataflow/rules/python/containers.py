"""What behaves like a list or a mapping, what methods do, and what things really are."""

from __future__ import annotations

CONTAINERS = {
    "list()": "list",
    "tuple()": "list",
    "set()": "list",
    "frozenset()": "list",
    "collections.deque()": "list",
    "array.array()": "list",
    "dict()": "dict",
    "collections.OrderedDict()": "dict",
    "collections.defaultdict()": "dict",
    "types.SimpleNamespace()": "dict",
    "configparser.ConfigParser()": "config",
    "configparser.RawConfigParser()": "config",
    "configparser.SafeConfigParser()": "config",
}

_LIST = {
    "append": "append",
    "add": "append",
    "insert": "insert",
    "extend": "extend",
    "update": "extend",
    "appendleft": "prepend",
    "pop": "pop",
    "popleft": "pop_first",
    "remove": "remove_value",
    "discard": "remove_value",
    "clear": "clear",
    "copy": "copy",
    "sort": "sort",
    "reverse": "reverse",
    "union": "copy",
    "count": "ask",
    "index": "ask",
    "__len__": "size",
    "__iter__": "iterate",
}
_DICT = {
    "get": "get",
    "__getitem__": "get",
    "__setitem__": "put",
    "setdefault": "put_default",
    "pop": "remove",
    "values": "values",
    "keys": "keys",
    "items": "items",
    "update": "update",
    "clear": "clear",
    "copy": "copy",
    "__len__": "size",
    "__contains__": "ask",
}
_CONFIG = {
    "add_section": "ask",
    "has_section": "ask",
    "has_option": "ask",
    "set": "config_put",
    "get": "config_get",
    "read_dict": "update",
}
METHODS = {
    **{("list", method): operation for method, operation in _LIST.items()},
    **{("dict", method): operation for method, operation in _DICT.items()},
    **{("config", method): operation for method, operation in _CONFIG.items()},
}

MUTATORS = frozenset(
    [
        "append",
        "add",
        "insert",
        "extend",
        "update",
        "write",
        "writelines",
        "put",
        "put_nowait",
        "send",
        "set",
        "setdefault",
        "push",
        "feed",
        "read_string",
        "read_dict",
        "__setitem__",
        "appendleft",
    ]
)

TYPES = {
    "flask.globals.request": "flask.request",
    "flask.wrappers.Request()": "flask.Request()",
    "django.http.request.HttpRequest()": "django.http.HttpRequest()",
    "django.core.handlers.wsgi.WSGIRequest()": "django.http.HttpRequest()",
    "fastapi.requests.Request()": "fastapi.Request()",
    "xml.etree.cElementTree": "xml.etree.ElementTree",
    "xml.sax.expatreader.create_parser()": "xml.sax.make_parser()",
    "random.Random().SystemRandom()": "random.SystemRandom()",
    "yaml.loader.SafeLoader": "yaml.SafeLoader",
    "pathlib.Path.cwd()": "pathlib.Path()",
    "pathlib.Path.home()": "pathlib.Path()",
    "pathlib.Path().resolve()": "pathlib.Path()",
    "pathlib.Path().absolute()": "pathlib.Path()",
    "pathlib.Path().joinpath()": "pathlib.Path()",
    "pathlib.Path().expanduser()": "pathlib.Path()",
    "pathlib.Path().parent": "pathlib.Path()",
    "pathlib.Path().with_suffix()": "pathlib.Path()",
    "pathlib.Path().with_name()": "pathlib.Path()",
    "aiohttp.web.View().request": "aiohttp.web.Request()",
}
