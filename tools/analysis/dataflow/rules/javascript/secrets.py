"""Serialised objects and XML, encryption, hashes, random numbers, cookies, tokens."""

from tools.analysis.dataflow.rules.javascript.names import CONTEXTS, REPLIES, RESPONSES, each
from tools.analysis.dataflow.rules.model import Condition, Misuse, Named, Sink
from tools.analysis.dataflow.rules.weaknesses import (
    CIPHER,
    COOKIE,
    DESERIALIZATION,
    HASH,
    PROTOTYPE,
    RANDOMNESS,
    TOKEN,
    UNGUESSABLE,
    XXE,
)

_LOADING = (
    *each("node-serialize serialize-to-js", "unserialize deserialize"),
    *each("funcster", "deepDeserialize"),
    *each("cryo", "parse"),
    *each("v8", "deserialize"),
    *each("js-yaml", "load loadAll"),
)
_SAFE_SCHEMAS = (
    "*.JSON_SCHEMA",
    "*.FAILSAFE_SCHEMA",
    "*.CORE_SCHEMA",
    "*.DEFAULT_SAFE_SCHEMA",
    "*.SAFE_SCHEMA",
)
_MERGING = each("lodash underscore", "merge mergeWith defaultsDeep set setWith")

SINKS = (
    Sink(DESERIALIZATION, _LOADING, unless=(Condition(("1.schema",), names=_SAFE_SCHEMAS),)),
    Sink(
        XXE,
        each("libxmljs libxmljs2", "parseXml parseXmlString parseXmlAsync"),
        when=(Condition(("1.noent", "1.replaceEntities"), consts=(True,)),),
    ),
    Sink(PROTOTYPE, (*_MERGING, *each("jQuery $", "extend"), "deepmerge", "merge-deep"), (1, 2)),
    Sink(RANDOMNESS, each(" ".join((*RESPONSES, *REPLIES)), "cookie setCookie"), (1,)),
)

_WEAK = ("des-", "des3", "rc4", "rc2", "-ecb", "bf-", "blowfish", "cast5", "seed-")
_CIPHERS = each("crypto", "createCipheriv createDecipheriv")
_HASHES = ("md5", "md4", "sha1", "sha", "rsa-md5", "rsa-sha1", "ripemd160", "md5WithRSAEncryption")
_UNSAFE = Condition(("2.secure",), consts=(False,), absent=True)
_NONE = Condition(("2.algorithm",), consts=("none",))

MISUSES = (
    Misuse(CIPHER, _CIPHERS, (Condition((0,), consts=("des", "rc4", "bf", "des3"), contains=_WEAK),)),
    Misuse(CIPHER, each("crypto", "createCipher createDecipher")),
    Misuse(CIPHER, each("crypto-js.DES crypto-js.TripleDES crypto-js.RC4", "encrypt decrypt")),
    Misuse(HASH, each("crypto", "createHash createHmac createSign"), (Condition((0,), consts=_HASHES),)),
    Misuse(HASH, (*each("crypto-js", "MD5 SHA1 HmacMD5 HmacSHA1"), "md5", "sha1", "blueimp-md5", "js-md5")),
    Misuse(COOKIE, each(" ".join((*RESPONSES, *REPLIES)), "cookie setCookie"), (_UNSAFE,)),
    Misuse(COOKIE, each(" ".join(CONTEXTS), "cookies.set"), (_UNSAFE,)),
    Misuse(
        COOKIE,
        ("express-session", "cookie-session"),
        (Condition(("0.cookie.secure", "0.secure"), consts=(False,)),),
    ),
    Misuse(TOKEN, each("jsonwebtoken", "sign"), (_NONE,)),
    Misuse(TOKEN, each("jsonwebtoken", "verify"), (Condition(("2.algorithms",), first=("none",)),)),
)

NAMED = (Named(RANDOMNESS, (*UNGUESSABLE, "otp")),)
