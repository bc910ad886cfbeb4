"""Random secrets as private answers: before the reveal they are nowhere but in the private table and in their own seat's view."""

from __future__ import annotations

import io
import json
import logging
import secrets
import sqlite3
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, inspect, text

from workbench.cli import main
from workbench.errors import WorkbenchError
from workbench.register import Register, open_register
from workbench.register.database import FILE_NAME, open_engine
from workbench.register.tables import METADATA
from workbench.rooms import Rooms

AT = "2026-11-23T09:00:00+00:00"
PRIVATE = {("private_answer", "question"), ("private_answer", "value")}


@pytest.fixture
def all_logs():
    """Everything that anything logs, down to each row that the database returns."""
    written, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(written), root.level
    names = ("sqlalchemy", "sqlalchemy.engine", "sqlalchemy.pool", "psycopg", "alembic")
    levels = {name: logging.getLogger(name).level for name in names}
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def with_secrets(session, seats_count=4):
    """Seats that have answered in two steps of which none is revealed; the secrets of each, in questions and values."""
    seats = [session.join(f"P{number}") for number in range(seats_count)]
    kept = {seat.id: [secrets.token_hex(12) for _ in range(4)] for seat in seats}
    for step, place in (("elicit", 0), ("premortem_write", 2)):
        session.move(step)
        for seat in seats:
            question, value = kept[seat.id][place : place + 2]
            session.answer(seat.token, {"story": [value]}, step=step, question=f"pair-{question}")
    return seats, kept


def found_in(told: str, kept) -> list[str]:
    return [secret for each in kept.values() for secret in each if secret in told]


def test_before_the_reveal_no_other_seat_sees_a_byte(session):
    seats, kept = with_secrets(session)
    viewer = session.seat("viewer")
    for token in [seat.token for seat in seats] + [session.lead, viewer.token] * 2:
        own = session.rooms.seat_of(session.code, token).id
        others = {seat: values for seat, values in kept.items() if seat != own}
        view = session.view(token)
        for told in (repr(view), repr(vars(view)), json.dumps(session.rooms.record(session.code, token))):
            assert found_in(told, others) == []
        assert found_in(repr(view.own), kept) == kept.get(own, [])


def test_before_the_reveal_nothing_in_the_database_but_two_columns_holds_a_byte(session, url):
    _seats, kept = with_secrets(session)
    engine = open_engine(url)
    looked_at = set()
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            for column in inspect(engine).get_columns(table):
                name = column["name"]
                values = connection.execute(text(f'SELECT CAST("{name}" AS TEXT) FROM "{table}"')).scalars()
                found = found_in("\n".join(map(str, values)), kept)
                assert bool(found) == ((table, name) in PRIVATE), f"{table}.{name}"
                looked_at.add((table, name))
    assert looked_at > PRIVATE | {(table.name, column.name) for table in METADATA.tables.values() for column in table.c}


def test_before_the_reveal_no_page_of_the_file_but_those_of_the_private_table_holds_a_byte(tmp_path, make_session):
    session = make_session(open_register(tmp_path, {}))
    _seats, kept = with_secrets(session)
    session.register.back_up(tmp_path / "copy")
    assert found_in((tmp_path / "copy").read_bytes().decode("latin-1"), kept), "the search finds what is there"
    copy = sqlite3.connect(tmp_path / "copy", isolation_level=None)
    copy.execute("DROP TABLE private_answer")
    copy.execute("VACUUM")
    copy.close()
    assert found_in((tmp_path / "copy").read_bytes().decode("latin-1"), kept) == []
    others = [path for path in tmp_path.rglob("*") if path.is_file() and path.name not in (FILE_NAME, "copy")]
    assert [path for path in others if found_in(path.read_bytes().decode("latin-1"), kept)] == []


def test_before_the_reveal_no_entry_command_export_or_log_holds_a_byte(
    session, environment, url, tmp_path, monkeypatch, capsys, all_logs
):
    _seats, kept = with_secrets(session)
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(tmp_path))
    if environment:
        monkeypatch.setenv("WORKBENCH_DATABASE_URL", environment["WORKBENCH_DATABASE_URL"])
    assert main(["register", "list"]) == 0
    assert main(["register", "list", "--json"]) == 0
    assert main(["register", "show", "fraud-2026", "--entries"]) == 0
    assert main(["register", "show", "fraud-2026", "--entries", "--json"]) == 0
    assert main(["register", "verify"]) == 0
    assert main(["register", "backup", "--out", str(tmp_path / "copy")]) == (2 if environment else 0)
    printed = capsys.readouterr()
    assert "fraud-2026" in printed.out
    entries = "\n".join(map(repr, session.register.entries()))
    exported = json.dumps(session.rooms.records("fraud-2026"))
    for told in (printed.out, printed.err, entries, exported):
        assert found_in(told, kept) == []
    logged = all_logs.getvalue()
    assert "INSERT INTO private_answer" in logged, "the search looks into the logs of the database"
    assert found_in(logged, kept) == []


def test_a_log_of_every_row_that_the_database_returns_holds_no_byte(session, all_logs):
    seats, kept = with_secrets(session)
    for seat in seats:
        session.view(seat.token)
    logged = all_logs.getvalue()
    assert "<private>" in logged, "rows are logged, and are searched here"
    assert found_in(logged, kept) == []


def test_a_refusal_and_an_error_of_the_database_repeat_no_byte(session, url):
    ann = session.join()
    session.move("elicit")
    secret = secrets.token_hex(12)
    with open_engine(url).begin() as connection:
        connection.execute(text("ALTER TABLE private_answer RENAME TO elsewhere"))
    with pytest.raises(WorkbenchError) as caught:
        session.answer(ann.token, secret, question=f"q-{secret}")
    assert secret not in "".join(traceback.format_exception(caught.value))
    with open_engine(url).begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO private_answer"))
    session.answer(ann.token, secret, op_id="op")
    with pytest.raises(WorkbenchError) as caught:
        session.answer(ann.token, "other", op_id="op")
    assert secret not in "".join(traceback.format_exception(caught.value))


def test_at_the_reveal_only_the_answers_of_that_step_that_count_become_public(session):
    ann, bob = session.join("Ann"), session.join("Bob")
    taken_back, counted, later = (secrets.token_hex(12) for _ in range(3))
    session.move("elicit")
    session.answer(ann.token, taken_back)
    session.answer(ann.token, counted)
    session.move("vote")
    session.answer(ann.token, later, step="vote")
    session.move("elicit")
    session.reveal()
    public = repr(session.view(bob.token)) + "".join(entry.payload for entry in session.register.entries())
    assert counted in public
    assert taken_back not in public
    assert later not in public


def test_views_of_many_seats_at_once_never_mix(session):
    """While others answer and the room goes on, each sees its own answers and nothing else that is private."""
    seats = [session.join(f"P{number}") for number in range(10)]
    session.move("elicit")
    marks = {seat.id: secrets.token_hex(12) for seat in seats}

    def work(seat):
        for number in range(5):
            session.answer(seat.token, f"{marks[seat.id]}-{number}")
            told = repr(session.view(seat.token))
            assert f"{marks[seat.id]}-{number}" in told
            assert [mark for seat_id, mark in marks.items() if mark in told and seat_id != seat.id] == []
        return True

    with ThreadPoolExecutor(10) as pool:
        assert all(pool.map(work, seats))


def test_a_view_is_as_new_as_what_was_committed_elsewhere(session, url):
    """Another process has no part in what this one remembers."""
    ann = session.join()
    assert session.view(ann.token).step == "gather"
    elsewhere = Rooms(Register(open_engine(url)))
    elsewhere.move(session.code, session.lead, to="elicit", op_id="op-else", at=AT)
    assert session.view(ann.token).step == "elicit"
    elsewhere.answer(session.code, ann.token, step="elicit", question="q", value=1, op_id="op-a", at=AT)
    assert session.view(ann.token).answered == {"elicit": 1}


def test_what_was_rolled_back_is_never_remembered(session, monkeypatch):
    """A state that a transaction saw and that was not committed must not be taken for the next one with its number."""
    ann = session.join()
    session.view(ann.token)
    real = session.register._written

    def fail_at_the_end(works):
        def and_fail(now):
            works[0](now)
            raise WorkbenchError("taken back")

        return real([and_fail])

    monkeypatch.setattr(session.register._together, "_run", fail_at_the_end)
    with pytest.raises(WorkbenchError, match="taken back"):
        session.move("elicit")
    monkeypatch.undo()
    assert session.view(ann.token).step == "gather"
    session.move("vote")
    assert session.view(ann.token).step == "vote"


def test_a_steady_view_asks_the_database_twice(session, url):
    ann, bob = session.join("Ann"), session.join("Bob")
    session.move("elicit")
    session.answer(ann.token, 1)
    session.view(ann.token)
    asked = []
    event.listen(open_engine(url), "before_cursor_execute", lambda *given: asked.append(given[2]))
    for seat in (ann, bob, ann):
        session.view(seat.token)
    assert len([each for each in asked if each.startswith("SELECT")]) == 6, asked
