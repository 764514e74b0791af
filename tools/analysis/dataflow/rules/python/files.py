"""Files by their names, and XML documents that name others."""

from __future__ import annotations

from tools.analysis.dataflow.rules.model import OBJECT, Condition, Sink, Tagging
from tools.analysis.dataflow.rules.weaknesses import PATH, XXE

_ENTITIES = "external-entities"
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

SINKS = (
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
