"""Under which name a request is applied once. Knows requests; must not know what is done with them."""

import hashlib
import json

from cadence.requests import FormSubmitted, Request


def receipt_of(request: Request) -> str:
    """What is applied once. A form is known by what it says, too: sent again with other values it is an edit.

    Sent as it was, it is one submission, also where the platform's retry comes as another request.
    """
    if isinstance(request, FormSubmitted):
        return f"{sendings_of(request)}{_digest(request)}"
    return f"request:{request.request_id}:{request.who.id}"


def sendings_of(form: FormSubmitted) -> str:
    """How the receipts of this form begin, whatever it said when it was sent."""
    return f"form:{form.request_id}:{form.who.id}:"


def _digest(form: FormSubmitted) -> str:
    said = json.dumps([form.form, form.context, sorted(form.values.items())])
    return hashlib.sha256(said.encode()).hexdigest()[:32]
