"""Whoever is not Microsoft, or speaks not for Teams, not to us or not now: 401, always in the same words."""

import base64
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.teams.arriving.door import LARGEST, NOT_MICROSOFT
from cadence.signs import last_good, last_refused
from tests.adapters.teams.arriving.entrance import SERVICE_URL, Entrance, activity
from tests.fakes.heartbeats import FakeHeartbeats
from tests.fakes.teams.issuer import ISSUER, Issuer, jwk, private_key, unsigned

FORGED = (401, NOT_MICROSOFT.words)
OUR_OWN_ISSUERS = [
    "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/",
    "https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0",
    "https://sts.windows.net/f8cdef31-a31e-4b4a-93e4-5f571e91255a/",
]
Make = Callable[[Issuer], str]


def token(**otherwise: Any) -> Make:
    return lambda issuer: f"Bearer {issuer.token(SERVICE_URL, **otherwise)}"


def at(**moments: int) -> Make:
    """Claims that are so many seconds from now."""
    return lambda issuer: token(**{name: int(time.time()) + seconds for name, seconds in moments.items()})(issuer)


def public_pem(_: Issuer) -> str:
    """The public key as a secret that anybody knows; PyJWT would not sign with it, so it is done by hand."""
    pem = private_key("k1").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head, payload, _rest = Issuer().token(SERVICE_URL).split(".")
    head = _part({"alg": "HS256", "typ": "JWT", "kid": "k1"})
    signature = hmac.new(pem, f"{head}.{payload}".encode(), hashlib.sha256).digest()
    return f"Bearer {head}.{payload}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def _part(told: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()


def _changed(**claims: Any) -> Make:
    """Signed, and changed afterwards."""

    def make(issuer: Issuer) -> str:
        head, payload, signature = issuer.token(SERVICE_URL).split(".")
        told = json.loads(base64.urlsafe_b64decode(payload + "=="))
        return f"Bearer {head}.{_part(told | claims)}.{signature}"

    return make


HOUR = 3600
TOKENS: dict[str, Make] = {
    "expired": at(exp=-301),
    "not yet": at(nbf=301),
    "issued tomorrow": at(iat=24 * HOUR),
    "no end": token(without=("exp",)),
    "an end that is no number": token(exp="tomorrow"),
    "an endless end": token(exp=float("inf")),
    "another audience": token(aud="00000000-0000-4000-8000-00000000ffff"),
    "several audiences": token(aud=["00000000-0000-4000-8000-0000000000b0", "another"]),
    "our audience as part of a longer one": token(aud="00000000-0000-4000-8000-0000000000b0x"),
    "no audience": token(without=("aud",)),
    "an empty audience": token(aud=""),
    "another issuer": token(iss="https://api.botframework.example"),
    "the issuer with a slash": token(iss=ISSUER + "/"),
    "no issuer": token(without=("iss",)),
    **{f"an emulator's issuer, {number}": token(iss=name) for number, name in enumerate(OUR_OWN_ISSUERS)},
    "an unknown key": token(kid="k9"),
    "a known name, another key": token(kid="k1", key="k9"),
    "no name of a key": token(kid="", key="k1"),
    "a key that is none": token(headers={"kid": "../../etc/passwd"}),
    "a key for another channel": token(kid="skype"),
    "a key for no channel": token(kid="none"),
    "no signature": lambda issuer: f"Bearer {unsigned(issuer.token(SERVICE_URL), kid='k1')}",
    "a signature of none": lambda issuer: f"Bearer {unsigned(issuer.token(SERVICE_URL), kid='k1')}AAAA",
    "the public key as a secret": public_pem,
    "a secret": token(algorithm="HS256", secret="secret" * 8),
    "RS512": token(algorithm="RS512"),
    "RS384": token(algorithm="RS384"),
    "PS256": token(algorithm="PS256"),
    "a critical header": token(headers={"crit": ["exp"]}),
    "a later end, the old signature": _changed(exp=int(time.time()) + 9 * HOUR),
    "another serviceurl, the old signature": _changed(serviceurl="https://evil.example"),
    "no serviceurl": token(without=("serviceurl",)),
    "a serviceurl that is no text": token(serviceurl=[SERVICE_URL]),
    "an empty serviceurl": token(serviceurl=""),
    "another serviceurl": token(serviceurl="https://smba.trafficmanager.net/amer/"),
    "two tokens": lambda issuer: f"{token()(issuer)}, {token()(issuer)}",
    "basic": lambda issuer: token()(issuer).replace("Bearer", "Basic"),
    "no scheme": lambda issuer: issuer.token(SERVICE_URL),
    "only the scheme": lambda _: "Bearer",
    "an empty token": lambda _: "Bearer ",
    "dots": lambda _: "Bearer ..",
    "two parts": lambda issuer: token()(issuer).rpartition(".")[0],
    "no JSON": lambda _: "Bearer e30.e30.AAAA",
    "a list for a header": lambda _: f"Bearer {_part([])}.e30.AAAA",
    "a deep header": lambda _: f"Bearer {base64.urlsafe_b64encode(b'[' * 2800).decode().rstrip('=')}.e30.AAAA",
    "a very long token": token(jti="x" * 4000),
}


@pytest.mark.parametrize("make", TOKENS.values(), ids=list(TOKENS))
async def test_a_token_that_is_not_good_is_refused(make: Make, issuer: Issuer, door: Entrance) -> None:
    assert await door.knock({"Authorization": make(issuer)}) == FORGED
    assert door.admitted == []


async def test_nobody_gets_in_without_a_token(door: Entrance) -> None:
    assert await door.knock({}) == FORGED
    assert await door.knock({"Authorization": ""}) == FORGED


async def test_a_good_token_lets_in(issuer: Issuer, door: Entrance) -> None:
    assert await door.knock(issuer.bearer(SERVICE_URL)) == (200, "")
    assert door.admitted == [activity()]


@pytest.mark.parametrize("make", [at(exp=-290), at(nbf=290), token(without=("nbf",))], ids=["late", "early", "no nbf"])
async def test_clocks_may_differ_by_five_minutes(make: Make, issuer: Issuer, door: Entrance) -> None:
    assert await door.knock({"Authorization": make(issuer)}) == (200, "")


async def test_a_slash_at_the_end_of_the_service_url_does_not_matter(issuer: Issuer, door: Entrance) -> None:
    assert await door.knock(issuer.bearer(SERVICE_URL.rstrip("/"))) == (200, "")


@pytest.mark.parametrize(
    "body",
    [
        activity(channelId="skype"),
        activity(channelId="emulator"),
        activity(channelId=None),
        activity(channelId=["msteams"]),
        activity(serviceUrl=None),
        activity(serviceUrl="https://evil.example/"),
        activity(serviceUrl="https://smba.trafficmanager.net/amer/"),
        {},
    ],
)
async def test_a_good_token_with_another_body_is_refused(body: object, issuer: Issuer, door: Entrance) -> None:
    assert await door.knock(issuer.bearer(SERVICE_URL), body) == FORGED


async def test_a_bearer_token_does_not_cover_the_rest_of_the_body(issuer: Issuer, door: Entrance) -> None:
    """Microsoft signs no bodies: who got hold of a token can use it until it ends. Only TLS keeps it from them."""
    replayed = issuer.bearer(SERVICE_URL)
    assert await door.knock(replayed, activity(text="help")) == (200, "")
    assert await door.knock(replayed, activity(text="mine")) == (200, "")


@pytest.mark.parametrize(
    "service_url",
    [
        "http://smba.trafficmanager.net/emea/",
        "https://evil.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net.evil.example/emea/",
        "https://smba.trafficmanager.net@evil.example/emea/",
        "https://user:secret@smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net:8443/emea/",
        "https://smba.trafficmanager.net\\@evil.example/",
        "https://smba.trafficmanager.net/emea/\r\nHost: evil.example",
        "https://smba.trafficmanager.net/emea/?x=https://evil.example",
        "https://smba.trafficmanager.net/emea/#x",
        "https://smba.trafficmanager.net%2fevil.example/",
        "https://smba.trafficmanagerֹ.net/emea/",
        "https://ＳＭＢＡ.trafficmanager.net/emea/",
        "//smba.trafficmanager.net/emea/",
        "smba.trafficmanager.net",
        "https:///emea/",
        "https://127.0.0.1/",
        "http://localhost:56150/_connector",
        "https://169.254.169.254/metadata/",
        "ftp://smba.trafficmanager.net/",
        " https://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net/emea/ ",
    ],
)
async def test_our_own_token_is_promised_to_microsoft_alone(service_url: str, issuer: Issuer, door: Entrance) -> None:
    assert await door.knock(issuer.bearer(service_url), activity(serviceUrl=service_url)) == FORGED


async def test_nothing_of_the_body_is_read_for_whoever_has_no_good_token(issuer: Issuer, door: Entrance) -> None:
    for body in (b"", b"{", b"[" * 100_000, b"\xff\xfe", b"x" * (LARGEST + 1)):
        assert await door.knock({"Authorization": token(exp=1)(issuer)}, body) == FORGED


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"[" * 100_000, b"\xff\xfe", b'"text"', b"null"])
async def test_what_is_no_object_is_refused_kindly(body: bytes, issuer: Issuer, door: Entrance) -> None:
    status, _ = await door.knock(issuer.bearer(SERVICE_URL), body)
    assert status == 400


@pytest.mark.parametrize("packed", ["gzip", "deflate"])
async def test_a_body_that_cannot_be_unpacked_is_no_error_of_ours(packed: str, issuer: Issuer, door: Entrance) -> None:
    headers = issuer.bearer(SERVICE_URL) | {"Content-Encoding": packed}
    assert (await door.knock(headers, b"\x00\xff no such thing" * 40))[0] == 400


async def test_a_body_larger_than_any_activity_is_not_read(issuer: Issuer, door: Entrance) -> None:
    status, _ = await door.knock(issuer.bearer(SERVICE_URL), activity(text="x" * LARGEST))
    assert status == 413
    assert (await door.knock(issuer.bearer(SERVICE_URL), activity(text="x" * (LARGEST - 2_000))))[0] == 200


async def test_nothing_of_a_token_is_logged(issuer: Issuer, door: Entrance, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for make in TOKENS.values():
            header = make(issuer)
            await door.knock({"Authorization": header})
            pieces = [piece for part in header.split() for piece in part.split(".") if len(piece) > len("https")]
            assert not [piece for piece in pieces if piece in caplog.text]
    assert "was refused" in caplog.text


async def test_what_the_doctor_asks_for_is_noted(issuer: Issuer, door: Entrance, heartbeats: FakeHeartbeats) -> None:
    await door.knock({})
    assert heartbeats.last == {}  # anybody may look by
    await door.knock({"Authorization": token(aud="another")(issuer)})
    assert await last_refused(heartbeats, "teams") is not None
    await door.knock(issuer.bearer(SERVICE_URL))
    assert await last_good(heartbeats, "teams") is not None
    assert await last_refused(heartbeats, "teams") is None


HEADER = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=300)
DOTTED = st.lists(st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode()), max_size=4)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=st.one_of(HEADER, HEADER.map("Bearer {}".format), DOTTED.map(lambda parts: "Bearer " + ".".join(parts))))
async def test_whatever_stands_in_the_header(header: str, door: Entrance) -> None:
    assert await door.knock({"Authorization": header}) == FORGED


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=st.dictionaries(
        st.sampled_from(["alg", "kid", "typ", "crit", "b64", "jwk", "x5u", "jku"]),
        st.one_of(
            st.none(),
            st.text(max_size=9),
            st.integers(),
            st.lists(st.text(max_size=3)),
            st.just("RS256"),
            st.just("k1"),
        ),
    ),
    claims=st.dictionaries(st.text(max_size=9), st.one_of(st.none(), st.text(max_size=9), st.floats())),
)
async def test_whatever_a_token_says_of_itself(told: Any, claims: Any, door: Entrance) -> None:
    header = f"Bearer {_part(told)}.{_part(claims)}.AAAA"
    assert await door.knock({"Authorization": header}) == FORGED


async def test_a_key_that_microsoft_takes_back_is_good_no_more(issuer: Issuer, door: Entrance) -> None:
    issuer.keys = {"k2": jwk("k2")}
    assert await door.knock(issuer.bearer(SERVICE_URL, kid="k1")) == FORGED
    assert await door.knock(issuer.bearer(SERVICE_URL, kid="k2")) == (200, "")
