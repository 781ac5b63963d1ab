import stat
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import AccessDenied, ExplorerError
from explorer.serving.addresses import COOKIE, Addresses, new_visitor, read_secret, visitor_of

ANNA, BERT = "a" * 32, "b" * 32
DIGEST = "0123456789abcdef0123456789abcdef01234567"
OURS = Addresses(bytes(range(32)))


def signature(path: str) -> str:
    return path.split("/")[3]


def test_an_address_opens_for_the_visitor_it_was_made_for_and_nobody_else():
    path = OURS.sign(ANNA, DIGEST)
    assert path == f"/x/blob/{signature(path)}/{DIGEST}"
    assert len(signature(path)) == 32
    OURS.check(ANNA, "blob", DIGEST, signature(path))
    with pytest.raises(AccessDenied, match="another workspace"):
        OURS.check(BERT, "blob", DIGEST, signature(path))
    with pytest.raises(AccessDenied, match="cookie"):
        OURS.check(None, "blob", DIGEST, signature(path))


def test_any_changed_character_is_refused():
    good = signature(OURS.sign(ANNA, DIGEST))
    for position, letter in enumerate(good):
        changed = good[:position] + ("0" if letter != "0" else "1") + good[position + 1 :]
        with pytest.raises(AccessDenied):
            OURS.check(ANNA, "blob", DIGEST, changed)
    for position, letter in enumerate(DIGEST):
        changed = DIGEST[:position] + ("0" if letter != "0" else "1") + DIGEST[position + 1 :]
        with pytest.raises(AccessDenied):
            OURS.check(ANNA, "blob", changed, good)


@pytest.mark.parametrize("wrong", ["", "é" * 32, "\udcff", "A" * 10_000])
def test_a_signature_of_another_shape_is_refused_like_any_other(wrong):
    with pytest.raises(AccessDenied):
        OURS.check(ANNA, "blob", DIGEST, wrong)


def test_an_address_of_one_kind_is_none_of_another():
    with pytest.raises(AccessDenied):
        OURS.check(ANNA, "text", DIGEST, signature(OURS.sign(ANNA, DIGEST, "blob")))


def test_another_server_s_secret_gives_other_addresses_and_tokens():
    theirs = Addresses(bytes(32))
    assert theirs.sign(ANNA, DIGEST) != OURS.sign(ANNA, DIGEST)
    assert theirs.token(ANNA) != OURS.token(ANNA)


def test_a_token_is_the_visitor_s_own():
    OURS.check_token(ANNA, OURS.token(ANNA))
    for visitor, token in [(BERT, OURS.token(ANNA)), (ANNA, ""), (None, OURS.token(ANNA))]:
        with pytest.raises(AccessDenied, match="Reload"):
            OURS.check_token(visitor, token)


@given(st.tuples(st.text(), st.text()), st.tuples(st.text(), st.text()))
def test_only_equal_visitor_and_digest_have_equal_signatures(one, other):
    same = signature_of(one) == signature_of(other)
    assert same == (one == other)


@given(st.text(), st.text(min_size=1), st.text())
def test_moving_letters_from_digest_to_visitor_changes_the_signature(start, middle, end):
    assert signature_of((start + middle, end)) != signature_of((start, middle + end))


def signature_of(pair: tuple[str, str]) -> str:
    return OURS._signature(pair[0], "blob", pair[1])


def test_the_id_in_a_cookie_is_taken_only_in_the_form_it_was_given_out_in():
    visitor = new_visitor()
    assert visitor_of({COOKIE: visitor}) == visitor
    assert new_visitor() != visitor
    for wrong in ("", visitor[:-1], visitor + "a", visitor[:-1] + "/", visitor[:-1] + "\n", "é" * 32):
        assert visitor_of({COOKIE: wrong}) is None
    assert visitor_of({}) is None


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "new" / "secret"
    made = read_secret(path)
    assert len(made) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_secret(path) == made
    assert [file.name for file in path.parent.iterdir()] == ["secret"]


def test_processes_that_start_together_share_one_secret(tmp_path):
    code = (
        "import sys; from pathlib import Path; from explorer.serving.addresses import read_secret\n"
        "sys.stdin.readline(); print(read_secret(Path(sys.argv[1])).hex())"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "secret")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in running:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    said = {process.communicate(timeout=60)[0] for process in running}
    assert len(said) == 1
    assert len(said.pop().strip()) == 64


def test_a_damaged_secret_is_an_error_that_says_what_to_do(tmp_path):
    (tmp_path / "secret").write_bytes(b"short")
    with pytest.raises(ExplorerError, match=r"5 bytes instead of 32\. Delete it"):
        read_secret(tmp_path / "secret")
