"""Whether a delivery was signed with the webhook's secret.

https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
"""

import hashlib
import hmac

HEADER = "X-Hub-Signature-256"
_KIND = "sha256="


def is_signed(secret: str, body: bytes, signature: str) -> bool:
    """Compare in constant time; an empty secret signs nothing."""
    if not secret:
        return False
    expected = _KIND + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.strip().encode())
