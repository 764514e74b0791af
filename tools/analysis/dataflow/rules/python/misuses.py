"""Calls that are wrong by themselves, and names that ask for unguessable values."""

from __future__ import annotations

from tools.analysis.dataflow.rules.model import Condition, Misuse, Named
from tools.analysis.dataflow.rules.weaknesses import CIPHER, COOKIE, HASH, RANDOMNESS

_WEAK_HASHES = ("md2", "md4", "md5", "sha", "sha1", "ripemd160", "mdc2", "md5-sha1")
_NOT_FOR_SECURITY = Condition(("usedforsecurity",), consts=(False,))
# What a response sends has a key and a value; the jar of a client (`http.cookiejar`) is given a whole cookie.
_A_VALUE = Condition((1, "value"), given=True)
_WEAK_CIPHERS = ("DES", "DES3", "ARC2", "ARC4", "Blowfish", "CAST", "XOR")

MISUSES = (
    Misuse(HASH, ("hashlib.md5", "hashlib.sha1", "hashlib.md4"), unless=(_NOT_FOR_SECURITY,)),
    Misuse(
        HASH,
        ("hashlib.new", "hashlib.file_digest"),
        (Condition((0, "name"), consts=_WEAK_HASHES),),
        (_NOT_FOR_SECURITY,),
    ),
    Misuse(HASH, ("hashlib.file_digest",), (Condition((1,), consts=_WEAK_HASHES),)),
    Misuse(HASH, ("hashlib.pbkdf2_hmac",), (Condition((0, "hash_name"), consts=("md5", "md4")),)),
    Misuse(
        HASH,
        tuple(
            f"{package}.Hash.{name}.new"
            for package in ("Crypto", "Cryptodome")
            for name in ("MD2", "MD4", "MD5", "SHA", "SHA1")
        ),
    ),
    Misuse(HASH, ("cryptography.hazmat.primitives.hashes.MD5", "cryptography.hazmat.primitives.hashes.SHA1")),
    Misuse(
        HASH,
        (
            "passlib.hash.md5_crypt.hash",
            "passlib.hash.des_crypt.hash",
            "passlib.hash.hex_md5.hash",
            "passlib.hash.hex_sha1.hash",
            "crypt.crypt",
        ),
    ),
    Misuse(
        CIPHER,
        tuple(
            f"{package}.Cipher.{name}.new" for package in ("Crypto", "Cryptodome") for name in _WEAK_CIPHERS
        ),
    ),
    Misuse(
        CIPHER,
        tuple(f"{package}.Cipher.AES.new" for package in ("Crypto", "Cryptodome")),
        (Condition((1, "mode"), names=("*.MODE_ECB",), consts=(1,)),),
    ),
    Misuse(
        CIPHER,
        tuple(
            f"cryptography.hazmat.primitives.ciphers.algorithms.{name}"
            for name in ("ARC4", "TripleDES", "Blowfish", "IDEA", "CAST5", "SEED")
        ),
    ),
    Misuse(
        CIPHER,
        tuple(
            f"cryptography.hazmat.decrepit.ciphers.algorithms.{name}"
            for name in ("ARC4", "TripleDES", "Blowfish", "IDEA", "CAST5", "SEED", "RC2")
        ),
    ),
    Misuse(CIPHER, ("cryptography.hazmat.primitives.ciphers.modes.ECB", "pyDes.des", "pyDes.triple_des")),
    Misuse(
        COOKIE,
        ("*.set_cookie", "*.set_signed_cookie"),
        (_A_VALUE, Condition(("secure",), consts=(False, 0, None), absent=True)),
    ),
)

NAMED = (
    Named(
        RANDOMNESS,
        (
            "token",
            "secret",
            "passw",
            "session",
            "cookie",
            "nonce",
            "salt",
            "otp",
            "csrf",
            "apikey",
            "api_key",
            "credential",
            "captcha",
            "reset_code",
            "verification",
            "remember",
            "signature",
            "private_key",
            "encryption_key",
            "auth_code",
            "activation",
            "invite_code",
        ),
    ),
)
