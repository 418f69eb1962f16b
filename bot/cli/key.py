"""`drumbeat key`: makes a secret key."""

import sys

from cryptography.fernet import Fernet


def key() -> None:
    """Print a new key for DRUMBEAT_SECRET_KEY, which keeps tokens encrypted in the database."""
    sys.stdout.write(Fernet.generate_key().decode() + "\n")
