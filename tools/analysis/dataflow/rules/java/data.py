"""Data that makes something of itself when it is read: XML documents and serialised objects."""

from tools.analysis.dataflow.rules.java.names import methods, static
from tools.analysis.dataflow.rules.model import OBJECT, Condition, Sink, Tagging
from tools.analysis.dataflow.rules.weaknesses import DESERIALIZATION, XXE

HARDENED = "hardened"
_HARDENED = Condition((OBJECT,), tag=HARDENED)

_FACTORIES = {
    "javax.xml.parsers.DocumentBuilderFactory": "newDocumentBuilder",
    "javax.xml.parsers.SAXParserFactory": "newSAXParser",
    "javax.xml.transform.TransformerFactory": "newTransformer",
    "javax.xml.validation.SchemaFactory": "newSchema",
}
_SELF = (  # they are set up and parse themselves
    "org.dom4j.io.SAXReader",
    "org.jdom2.input.SAXBuilder",
    "org.jdom.input.SAXBuilder",
    "org.xml.sax.XMLReader",
    "org.xml.sax.helpers.XMLReaderFactory.createXMLReader",
    "javax.xml.stream.XMLInputFactory",
    "javax.xml.stream.XMLInputFactory.newInstance",
    "javax.xml.stream.XMLInputFactory.newFactory",
    "org.apache.commons.digester3.Digester",
)
_MADE = tuple(
    name
    for factory in _FACTORIES
    for name in (factory, f"{factory}.newInstance", f"{factory}.newDefaultInstance")
)
_OBJECTS = " ".join((*_MADE, *_SELF))
_FORBIDDING = (
    "http://apache.org/xml/features/disallow-doctype-decl",
    "http://javax.xml.XMLConstants/feature/secure-processing",
)
_EXTERNAL = (
    "http://xml.org/sax/features/external-general-entities",
    "http://xml.org/sax/features/external-parameter-entities",
    "http://apache.org/xml/features/nonvalidating/load-external-dtd",
    "javax.xml.stream.isSupportingExternalEntities",
    "javax.xml.stream.supportDTD",
)
_LIMITS = ("http://javax.xml.XMLConstants/property/accessExternalDTD",)
_FEATURE = methods(_OBJECTS, "setFeature")
_PROPERTY = methods(_OBJECTS, "setProperty setAttribute")
_NAMES_FORBIDDING = ("*XMLConstants.FEATURE_SECURE_PROCESSING",)
_NAMES_EXTERNAL = ("*XMLInputFactory.SUPPORT_DTD", "*XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES")
_NAMES_LIMITS = ("*XMLConstants.ACCESS_EXTERNAL_DTD",)


def _parsing() -> tuple[str, ...]:
    made = " ".join(
        f"{name}().{builder}"
        for factory, builder in _FACTORIES.items()
        for name in (factory, f"{factory}.newInstance")
    )
    return (
        *methods(made, "parse transform validate"),
        *methods(
            "javax.xml.parsers.DocumentBuilder javax.xml.parsers.SAXParser org.xml.sax.XMLReader", "parse"
        ),
        *methods(" ".join(_SELF), "parse read build createXMLStreamReader createXMLEventReader"),
        *methods("javax.xml.transform.Transformer", "transform"),
    )


TAGGINGS = (
    Tagging(_FEATURE, HARDENED, (Condition((0,), _FORBIDDING, _NAMES_FORBIDDING), Condition((1,), (True,)))),
    Tagging(_FEATURE, HARDENED, (Condition((0,), _EXTERNAL), Condition((1,), (False,)))),
    Tagging(
        _PROPERTY,
        HARDENED,
        (Condition((0,), _EXTERNAL, _NAMES_EXTERNAL), Condition((1,), (False,), ("*Boolean.FALSE",))),
    ),
    Tagging(_PROPERTY, HARDENED, (Condition((0,), _LIMITS, _NAMES_LIMITS), Condition((1,), ("",)))),
    Tagging(
        tuple(
            f"{name}().{builder}"
            for factory, builder in _FACTORIES.items()
            for name in (factory, f"{factory}.newInstance")
        ),
        HARDENED,
        (_HARDENED,),
        on="result",
    ),
    Tagging(
        ("javax.xml.parsers.SAXParserFactory().newSAXParser().getXMLReader",),
        HARDENED,
        (_HARDENED,),
        on="result",
    ),
    Tagging(methods("java.io.ObjectInputStream", "setObjectInputFilter"), HARDENED),
    Tagging(
        methods("com.thoughtworks.xstream.XStream", "allowTypes allowTypesByWildcard setupDefaultSecurity"),
        HARDENED,
    ),
    Tagging(
        ("org.yaml.snakeyaml.Yaml",),
        HARDENED,
        (Condition((0,), names=("*SafeConstructor()",)),),
        on="result",
    ),
)

_READING = (
    *methods("java.io.ObjectInputStream", "readObject readUnshared"),
    *methods(
        "java.beans.XMLDecoder com.caucho.hessian.io.HessianInput com.caucho.hessian.io.Hessian2Input",
        "readObject",
    ),
)
_LOADING = (
    *methods("com.thoughtworks.xstream.XStream", "fromXML unmarshal"),
    *methods("org.yaml.snakeyaml.Yaml", "load loadAll loadAs"),
    *methods("com.esotericsoftware.kryo.Kryo", "readObject readClassAndObject"),
    *static(
        "org.apache.commons.lang.SerializationUtils org.apache.commons.lang3.SerializationUtils "
        "org.springframework.util.SerializationUtils",
        "deserialize",
    ),
    *static("com.alibaba.fastjson.JSON", "parse parseObject"),
)

SINKS = (
    Sink(XXE, _parsing(), unless=(_HARDENED,)),
    Sink(DESERIALIZATION, _READING, (OBJECT,), unless=(_HARDENED,)),
    Sink(DESERIALIZATION, _LOADING, unless=(_HARDENED,)),
)
