"""Encryption, hashes, random numbers and cookies."""

from tools.analysis.dataflow.rules.java.names import methods, static
from tools.analysis.dataflow.rules.model import Condition, Misuse, Named, Sink, Tagging
from tools.analysis.dataflow.rules.weaknesses import CIPHER, COOKIE, HASH, RANDOMNESS, UNGUESSABLE

SECURE = "secure"

# `Cipher.getInstance("AES")` is AES in ECB mode (the JCA's default).
_WHOLE = ("AES", "DES", "DESede", "RC2", "RC4", "ARCFOUR", "Blowfish")
_PARTS = ("/ecb/", "des/", "desede/", "rc2/", "rc4/", "arcfour/", "blowfish/", "tripledes")
_KEYS = ("DES", "DESede", "TripleDES", "RC2", "RC4", "ARCFOUR", "Blowfish")
_HASHES = ("MD2", "MD4", "MD5", "SHA1", "SHA-1", "SHA")
_SIGNATURES = ("md5with", "sha1with", "md2with")
_DIGESTS = (
    "md2 md2Hex md5 md5Hex sha sha1 sha1Hex shaHex getMd5Digest getSha1Digest getMd2Digest getShaDigest"
)

_COOKIE = "javax.servlet.http.Cookie"
_SECURE = Condition((0,), tag=SECURE)

MISUSES = (
    Misuse(CIPHER, static("javax.crypto.Cipher", "getInstance"), (Condition((0,), _WHOLE, contains=_PARTS),)),
    Misuse(
        CIPHER,
        static("javax.crypto.KeyGenerator javax.crypto.SecretKeyFactory", "getInstance"),
        (Condition((0,), _KEYS, contains=("pbewithmd5anddes", "pbewithsha1andrc2")),),
    ),
    Misuse(CIPHER, ("javax.crypto.spec.DESKeySpec", "javax.crypto.NullCipher")),
    Misuse(HASH, static("java.security.MessageDigest", "getInstance"), (Condition((0,), _HASHES),)),
    Misuse(HASH, static("java.security.Signature", "getInstance"), (Condition((0,), contains=_SIGNATURES),)),
    Misuse(HASH, static("org.apache.commons.codec.digest.DigestUtils", _DIGESTS)),
    Misuse(HASH, static("org.springframework.util.DigestUtils", "md5Digest md5DigestAsHex")),
    Misuse(HASH, static("com.google.common.hash.Hashing", "md5 sha1")),
    Misuse(
        COOKIE,
        methods(
            "javax.servlet.http.HttpServletResponse javax.servlet.http.HttpServletResponseWrapper",
            "addCookie",
        ),
        unless=(_SECURE,),
    ),
)

TAGGINGS = (
    Tagging(methods(_COOKIE, "setSecure"), SECURE, (Condition((0,), (True,), ("*",)),)),
    Tagging(methods(_COOKIE, "setSecure"), SECURE, (Condition((0,), (False,)),), removes=True),
)

SINKS = (
    Sink(RANDOMNESS, (_COOKIE,), (1,)),
    Sink(RANDOMNESS, methods(_COOKIE, "setValue")),
    Sink(RANDOMNESS, ("javax.crypto.spec.SecretKeySpec", "javax.crypto.spec.IvParameterSpec")),
)

NAMED = (Named(RANDOMNESS, (*UNGUESSABLE, "otpcode")),)
