"""Ed25519 signatures with this installation's key; the private half stays in its secrets."""

import base64
import functools
import hashlib
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sansfaute.lib.secrets import secret


class Signer:
    """Signs with one key; `key_id` names its public half."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public_key = private.public_key().public_bytes_raw().hex()
        self.key_id = hashlib.sha256(bytes.fromhex(self.public_key)).hexdigest()[:16]

    def sign(self, message: bytes) -> str:
        """The signature, in hexadecimal."""
        return self._private.sign(message).hex()


@functools.cache
def signer(folder: Path) -> Signer:
    """This installation's signer; its key is drawn from the secret `seal`, made at first use."""
    seed = hashlib.sha256(base64.urlsafe_b64decode(secret(folder, "seal") + "==")).digest()
    return Signer(Ed25519PrivateKey.from_private_bytes(seed))


def is_signed(public_key: str, signature: str, message: bytes) -> bool:
    """Whether the signature is that key's, over that message."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
