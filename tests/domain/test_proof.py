"""The rules of the chain: what is hashed as it is, what only with salt, and how one position hangs on another."""

import json
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from loans.domain.personal import PERSONAL_KEYS
from loans.domain.proof import (
    BEFORE_ALL,
    GENESIS,
    BreakKind,
    Head,
    chained,
    differing,
    digest,
    digest_of,
    head_of,
    masked_body,
    salted,
    text_of,
)
from loans.domain.refusal import Refusal

SALT = "00112233445566778899aabbccddeeff"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
KEYS = st.sampled_from(sorted(PERSONAL_KEYS)) | st.sampled_from(["amount", "commune", "lines"])
BODIES = st.dictionaries(KEYS, st.text() | st.integers() | st.lists(st.dictionaries(KEYS, st.text())))


def test_the_chain_begins_where_it_always_did() -> None:
    """These letters stand on paper: they never change while the version of the proof is 1."""
    assert GENESIS == "901cb0bc95160bb6491313ccf0d9272ad43a70e91ba6d9f7510dbe58814298dc"
    assert str(BEFORE_ALL) == f"0:{GENESIS}"


def test_a_link_can_be_computed_again_with_nothing_but_sha_256() -> None:
    before, of_position = "11" * 32, "22" * 32
    by_hand = sha256(b"\x11" * 32 + (7).to_bytes(8, "big") + b"\x22" * 32).hexdigest()
    assert chained(before, 7, of_position) == by_hand


def test_a_position_has_the_digest_that_it_always_had() -> None:
    """A worked case: whoever changes how a record is written breaks every chain that exists."""
    body = masked_body(SALT, '{"amount":1,"name":"Nguyễn Giả Định"}')
    parts = {"entry": [{"id": 1, "body": body}], "posting": [{"amount": -5, "line": 1}]}
    assert digest_of(parts) == (
        "d2e9e093b933615ff1dfca93b6b7aab0d96a473a0108b81d0bfd5399797b113f",
        {"entry": "1:26bd4bc4", "posting": "1:a13cc25a"},
    )


def test_a_personal_value_stands_in_the_record_only_as_a_salted_digest() -> None:
    name = "Nguyễn Giả Định"
    text = text_of({"amount": 1, "evidence": [{"member": name, "group": "poor"}], "reason": {"said": name}})
    shown = masked_body(SALT, text)
    assert name not in text_of(shown)
    assert shown["masked"]["amount"] == 1
    assert shown["masked"]["evidence"] == [
        {"group": "poor", "member": salted(SALT, "entry.body.evidence.0.member", name)}
    ]


def test_without_the_salt_nothing_can_be_tried_and_equal_values_do_not_look_equal() -> None:
    number = "001200000000"
    assert salted(SALT, "borrower.1.identity_no", number) != salted("ff" + SALT[2:], "borrower.1.identity_no", number)
    assert salted(SALT, "borrower.1.identity_no", number) != salted(SALT, "borrower.2.identity_no", number)
    assert digest(number) not in text_of(salted(SALT, "borrower.1.identity_no", number))


@settings(max_examples=50)
@given(body=BODIES, other=BODIES)
def test_two_bodies_never_look_the_same(body: dict[str, Any], other: dict[str, Any]) -> None:
    assume(text_of(body) != text_of(other))
    assert masked_body(SALT, text_of(body)) != masked_body(SALT, text_of(other))


@pytest.mark.parametrize(
    "text", ['{"name": "x"}', '{"name":"x","name":"x"}', '{"name":"x"', '{"name":"\\u0078"}', "[" * 9_999 + '"name":']
)
def test_a_text_that_is_not_the_one_text_of_its_values_looks_different(text: str) -> None:
    assert masked_body(SALT, text) != masked_body(SALT, '{"name":"x"}')


@given(JSON)
def test_the_text_of_a_value_says_all_of_it(value: Any) -> None:
    assert json.loads(text_of(value)) == value
    assert text_of(json.loads(text_of(value))) == text_of(value)


def test_half_a_character_does_not_stop_the_hash() -> None:
    assert digest("\ud800") != digest("\ud801")


def test_what_differs_is_named_by_its_table() -> None:
    kept = {"seal": "1:aa", "entry": "1:bb", "posting": "2:cc"}
    assert differing(kept, {**kept, "posting": "3:dd"}) == (BreakKind.ROW_ADDED, "posting", 1)
    assert differing(kept, {"seal": "1:aa", "entry": "1:bb"}) == (BreakKind.ROW_MISSING, "posting", 2)
    assert differing(kept, {**kept, "refund": "1:ee"}) == (BreakKind.ROW_ADDED, "refund", 1)
    assert differing(kept, {**kept, "posting": "2:dd"}) == (BreakKind.FACTS, "posting", 1)
    assert differing(kept, {**kept, "entry": "1:dd"}) == (BreakKind.ENTRY, "entry", 1)
    assert differing(kept, {**kept, "seal": "1:dd"}) == (BreakKind.SEAL, "seal", 1)
    assert differing(kept, kept) == (BreakKind.LINK, "link", 1)
    assert differing({"posting": "x"}, kept)[:2] == (BreakKind.ROW_ADDED, "posting")


def test_a_head_is_read_as_people_write_it_and_nothing_else_is() -> None:
    assert head_of(f" 12:{'AB' * 32}\n") == Head(12, "ab" * 32)
    for text in ("", "12", f"-1:{'ab' * 32}", f"1:{'ab' * 31}", f"1:{'zz' * 32}", "1:2:3"):
        with pytest.raises(Refusal, match="POSITION:HASH") as refused:
            head_of(text)
        assert refused.value.code == "head_unreadable"
