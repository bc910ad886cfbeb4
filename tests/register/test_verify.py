"""Whatever is changed behind the register's back, verify names it; what was recorded, a stranger can retrace."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from pathlib import Path

import pytest

from workbench.register import open_register
from workbench.register.chain import GENESIS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "register.md"
LAST = 4


@pytest.fixture
def filled(register, change):
    """Three entries of ``a`` and one of ``b`` between them."""
    register.commit("op-1", 0, change(title="x", draft={"why": "y"}))
    register.commit("op-2", 0, change(stream="b", flag=True))
    register.commit("op-3", 1, change(**{"draft/why": "z"}))
    register.commit("op-4", 2, change(append={"signatures": {"name": "Bob"}}))
    return register


def sha256_by_hand(entry) -> str:
    """As docs/register.md tells a stranger to compute it, without the code under test."""
    covered = [entry.seq, entry.op_id, entry.stream, entry.version, entry.kind, entry.at, entry.actor, entry.payload]
    text = json.dumps([*covered, entry.previous], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def test_a_stranger_can_retrace_the_chain(filled):
    previous = GENESIS
    for place, entry in enumerate(filled.entries(), start=1):
        assert (entry.seq, entry.previous, entry.sha256) == (place, previous, sha256_by_hand(entry))
        previous = entry.sha256
    assert filled.head() == previous


def snippet() -> str:
    """The program that docs/register.md gives to a stranger."""
    return re.search(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)[1]


def test_the_program_in_the_documents_retraces_a_copy_and_finds_a_change(tmp_path, change, monkeypatch, capsys):
    register = open_register(tmp_path, {})
    for number in range(3):
        register.commit(f"op-{number}", number, change(text='ü € " \\ \n', n=number))
    register.back_up(tmp_path / "copy.sqlite3")
    monkeypatch.chdir(tmp_path)
    exec(compile(snippet(), "register.md", "exec"), {})
    assert capsys.readouterr().out.strip() == register.head()
    with sqlite3.connect("copy.sqlite3") as copy:
        copy.execute("DROP TRIGGER entry_no_update")
        copy.execute("UPDATE entry SET at = '' WHERE seq = 2")
    with pytest.raises(AssertionError, match="entry 2 was changed"):
        exec(compile(snippet(), "register.md", "exec"), {})


def test_a_whole_register_has_no_faults_and_knows_its_heads(filled):
    found = filled.verify()
    assert (found.entries_count, found.faults, found.head) == (LAST, (), filled.head())
    second = filled.entries()[1].sha256
    assert filled.verify(asked=second).asked_seq == 2
    assert filled.verify(asked=GENESIS).is_whole


def test_a_head_of_elsewhere_is_a_fault(filled):
    found = filled.verify(asked="ab" * 32)
    assert found.asked_seq is None
    assert len(found.faults) == 1
    assert "ab" * 32 in found.faults[0]


TAMPERED = {
    "a payload": ('UPDATE entry SET payload = \'{"set":{"title":"q"}}\' WHERE seq = 1', "Entry 1 .* was changed"),
    "who did it": ("UPDATE entry SET actor = 'Eve' WHERE seq = 3", "Entry 3 .* was changed"),
    "when": ("UPDATE entry SET at = '2020-01-01T00:00:00Z' WHERE seq = 2", "Entry 2 .* was changed"),
    "the last one's time": ("UPDATE entry SET at = '2020-01-01T00:00:00Z' WHERE seq = 4", "Entry 4 .* was changed"),
    "a hash": ("UPDATE entry SET sha256 = 'ab' WHERE seq = 3", "Entry 3 .* was changed"),
    "a link": ("UPDATE entry SET previous = sha256 WHERE seq = 3", "Entry 3 does not follow"),
    "a text that is no JSON": ("UPDATE entry SET payload = '{' WHERE seq = 1", "Entry 1 cannot be read"),
    "a payload of another kind": ("UPDATE entry SET payload = '[]' WHERE seq = 1", "Entry 1 cannot be read"),
    "an entry in the middle gone": ("DELETE FROM entry WHERE seq = 2", "Entry 2 is missing"),
    "the first entry gone": ("DELETE FROM entry WHERE seq = 1", "Entry 1 is missing"),
    "the last entry gone": ("DELETE FROM entry WHERE seq = 4", "kept of a is not what"),
    "what is read": ("UPDATE field SET value = '\"q\"' WHERE name = 'title'", "kept of a is not what"),
    "true to 1": ("UPDATE field SET value = '1' WHERE name = 'flag'", "kept of b is not what"),
    "no JSON to read": ("UPDATE field SET value = '{' WHERE name = 'flag'", "kept of b is not what"),
    "a field gone": ("DELETE FROM field WHERE name = 'signatures'", "kept of a is not what"),
    "a field more": ("INSERT INTO field VALUES ('a', 'extra', '1')", "kept of a is not what"),
    "a stream's version": ("UPDATE stream SET version = 2 WHERE name = 'a'", "kept of a is not what"),
    "a stream's time": ("UPDATE stream SET updated_at = '' WHERE name = 'b'", "kept of b is not what"),
    "a stream more": ("INSERT INTO stream VALUES ('c', 1, 9, '')", "kept of c is not what"),
}


@pytest.mark.parametrize(("statement", "told"), TAMPERED.values(), ids=TAMPERED)
def test_tampering_is_found_and_named(filled, tamper, statement, told):
    tamper(statement)
    found = filled.verify()
    assert not found.is_whole
    assert [fault for fault in found.faults if re.search(told, fault)], found.faults


def test_a_last_entry_taken_away_with_care_is_found_by_the_head_of_a_memo(filled, tamper):
    """Who owns the database can make a shorter chain that is whole; not one that holds the head somebody wrote down."""
    head = filled.head()
    tamper("DELETE FROM entry WHERE seq = 4")
    tamper("DELETE FROM field WHERE name = 'signatures'")
    tamper("UPDATE stream SET version = 2, last_seq = 3 WHERE name = 'a'")
    assert filled.verify().is_whole
    found = filled.verify(asked=head)
    assert (found.is_whole, found.asked_seq) == (False, None)


def test_a_payload_and_its_hash_changed_together_break_the_next_link(filled, tamper):
    second = filled.entries()[1]
    changed = type(second)(**{**vars(second), "payload": '{"set":{"flag":false}}'})
    tamper(f"UPDATE entry SET payload = '{changed.payload}', sha256 = '{sha256_by_hand(changed)}' WHERE seq = 2")
    assert any("Entry 3 does not follow" in fault for fault in filled.verify().faults)


def test_verify_sees_one_moment_while_others_write(register, change, fork):
    """Entries and what they add up to are read by three statements; a commit between them must not look like a fault."""

    def write(tell):
        for number in range(40):
            register.commit(f"op-{number}", number, change(n=number))

    register.head()
    writer = fork(write)
    found = [register.verify() for _ in range(40)]
    writer.told()
    assert writer.status == 0
    assert [verification.faults for verification in found if not verification.is_whole] == []
