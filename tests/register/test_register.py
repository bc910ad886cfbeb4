"""One atomic commit, on SQLite and on PostgreSQL: once per operation, one winner, only added to, nothing half."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from workbench.errors import InputError, VersionConflict
from workbench.register import Change, Register, open_register
from workbench.register.chain import GENESIS
from workbench.register.database import open_engine


def test_what_is_committed_is_read_and_receipted(register, change):
    first = register.commit("op-1", 0, change(title="x", draft={"why": "y"}))
    second = register.commit("op-2", 1, change(**{"draft/owner": "Ann"}, append={"notes": {"n": 1}}))
    state = register.read("a")
    assert state.fields == {"title": "x", "draft": {"why": "y", "owner": "Ann"}, "notes": [{"n": 1}]}
    assert (state.version, state.updated_at) == (2, second.at)
    assert [(receipt.seq, receipt.version) for receipt in (first, second)] == [(1, 1), (2, 2)]
    assert register.head() == second.sha256
    assert [register.place_of(each) for each in (first.sha256, second.sha256, "f" * 64)] == [1, 2, None]
    assert register.verify().faults == ()


def test_an_empty_register_has_no_entries_and_the_first_head(register):
    assert (register.head(), register.read("a").version, register.entries()) == (GENESIS, 0, [])
    assert register.verify(asked=GENESIS).is_whole


def test_what_is_kept_is_there_for_another_process(register, change, url):
    receipt = register.commit("op", 0, change(title="ü € 𝄞 \\ ' \" \n", number=0.1, big=2**70, none=[None, True, {}]))
    open_engine(url).dispose()
    again = Register(open_engine(url))
    assert again.read("a").fields == {
        "title": "ü € 𝄞 \\ ' \" \n",
        "number": 0.1,
        "big": 2**70,
        "none": [None, True, {}],
    }
    assert again.head() == receipt.sha256


def test_an_operation_that_is_sent_again_is_recorded_once_and_gives_the_same_receipt(register, change):
    first = register.commit("op", 0, change(title="x"))
    register.commit("other", 1, change(title="y"))
    assert register.commit("op", 0, change(title="x")) == first
    assert register.read("a").fields == {"title": "y"}
    assert len(register.entries()) == 2


@pytest.mark.parametrize("other", [{"title": "z"}, {"stream": "b", "title": "x"}, {"kind": "signed", "title": "x"}])
def test_an_operation_is_not_taken_for_another_one(register, change, other):
    register.commit("op", 0, change(title="x"))
    with pytest.raises(InputError, match="another content"):
        register.commit("op", 1, change(**other))
    assert len(register.entries()) == 1


def test_the_same_operation_sent_by_many_threads_at_once_is_recorded_once(register, change):
    barrier = Barrier(8)

    def send(_):
        barrier.wait(20)
        return register.commit("op", 0, change(title="x"))

    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(send, range(8)))
    assert set(receipts) == {receipts[0]}
    assert len(register.entries()) == 1


@pytest.mark.parametrize("expected", [0, 2, 7, -1])
def test_a_stale_version_is_refused_and_nothing_is_written(register, change, expected):
    register.commit("op-1", 0, change(title="x"))
    before = register.entries(), register.read("a")
    with pytest.raises(VersionConflict, match="Nothing was written"):
        register.commit("op-2", expected, change(title="y", other="z"))
    assert (register.entries(), register.read("a")) == before
    register.commit("op-2", 1, change(title="y"))  # a refused operation may come again


def test_of_many_writers_at_once_exactly_one_wins(register, change):
    register.commit("begin", 0, change(title="begun"))
    barrier = Barrier(12)

    def send(number):
        barrier.wait(20)
        try:
            return register.commit(f"op-{number}", 1, change(title=f"by {number}"))
        except VersionConflict:
            return None

    with ThreadPoolExecutor(12) as pool:
        receipts = [receipt for receipt in pool.map(send, range(12)) if receipt is not None]
    assert len(receipts) == 1
    assert register.read("a").fields["title"] == f"by {receipts[0].op_id.removeprefix('op-')}"
    assert len(register.entries()) == 2
    assert register.verify().is_whole


def test_fifty_writers_of_other_streams_all_get_through(register, change):
    with ThreadPoolExecutor(50) as pool:
        receipts = list(pool.map(lambda n: register.commit(f"op-{n}", 0, change(stream=f"s{n}", n=n)), range(50)))
    assert sorted(receipt.seq for receipt in receipts) == list(range(1, 51))
    assert register.verify().is_whole


def test_streams_do_not_touch_each_other(register, change):
    register.commit("op-1", 0, change(stream="study:a", title="A"))
    register.commit("op-2", 0, change(stream="study:b", title="B"))
    register.commit("op-3", 0, change(stream="STUDY:c", title="C"))
    register.commit("op-4", 1, change(stream="study:a", title="A2"))
    assert register.read("study:a").fields == {"title": "A2"}
    assert register.read("study:b").version == 1
    assert [entry.op_id for entry in register.entries("study:a")] == ["op-1", "op-4"]
    assert [entry.op_id for entry in register.entries("study:a", after_version=1)] == ["op-4"]
    assert register.recent(prefix="study:", most=9) == ["study:a", "study:b"]
    assert register.recent(prefix="study:", most=1) == ["study:a"]
    assert register.recent(prefix="study%", most=9) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET payload = '{}' WHERE seq = 1",
        "UPDATE entry SET actor = 'Bob'",
        "DELETE FROM entry WHERE seq = 2",
        "DELETE FROM entry",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete_an_entry(register, change, url, statement):
    for number in range(2):
        register.commit(f"op-{number}", number, change(n=number))
    before = register.entries()
    with pytest.raises(SQLAlchemyError, match="only ever added to"), open_engine(url).begin() as connection:
        connection.execute(text(statement))
    assert register.entries() == before


def test_the_database_refuses_to_put_another_entry_in_the_place_of_one(register, change, url):
    register.commit("op-0", 0, change(n=0))
    before = register.entries()
    columns = "seq, op_id, stream, version, kind, at, actor, payload, previous, sha256"
    is_sqlite = url.get_backend_name() == "sqlite"
    verb, ending = (
        ("INSERT OR REPLACE", "") if is_sqlite else ("INSERT", "ON CONFLICT (seq) DO UPDATE SET payload = '{}'")
    )
    values = "1, 'x', 's', 1, 'k', '', '', '{}', 'p', 'h'"
    statement = f"{verb} INTO entry ({columns}) VALUES ({values}) {ending}"
    with pytest.raises(SQLAlchemyError, match="only ever added to"), open_engine(url).begin() as connection:
        connection.execute(text(statement))
    assert register.entries() == before


def test_postgresql_refuses_to_empty_the_table(postgresql, change):
    environment = {"WORKBENCH_DATABASE_URL": postgresql()}
    from workbench.register.database import database_url

    engine = open_engine(database_url(None, environment))
    register = Register(engine)
    register.commit("op", 0, change(n=1))
    with pytest.raises(SQLAlchemyError, match="only ever added to"), engine.begin() as connection:
        connection.execute(text("TRUNCATE entry"))
    assert len(register.entries()) == 1
    engine.dispose()


NESTED: list = []
for _ in range(100_000):
    NESTED = [NESTED]
REFUSED = {
    "not a number": {"x": float("nan")},
    "infinity": {"x": [1.0, float("inf")]},
    "half a character": {"x": "\ud800"},
    "half a character in a key": {"x": {"\udfff": 1}},
    "a set": {"x": {1, 2}},
    "bytes": {"x": b"1"},
    "too deep": {"x": NESTED},
    "a NUL in a field's name": {"x\0y": 1},
    "no name": {"": 1},
    "a long name": {"x" * 201: 1},
}


def is_refused(register, op_id, change) -> bool:
    try:
        register.commit(op_id, 0, change)
    except InputError as refusal:
        return "cannot be recorded" in str(refusal)
    return False


def test_what_cannot_be_kept_is_refused_in_words_and_nothing_is_written(register, change):
    assert [told for told, fields in REFUSED.items() if not is_refused(register, "op", change(**fields))] == []
    assert register.entries() == []


AROUND = [
    ("x" * 101, {}),
    ("", {}),
    ("\ud800", {}),
    ("a\0b", {}),
    ("op", {"kind": "k" * 61}),
    ("op", {"kind": ""}),
    ("op", {"stream": "s" * 201}),
    ("op", {"at": "t" * 41}),
    ("op", {"actor": "A\0nn"}),
    ("op", {"actor": "\udcff"}),
    ("op", {"actor": None}),
]


def test_texts_around_a_payload_are_refused_alike_on_both_databases(register):
    whole = {"stream": "a", "kind": "k", "at": "", "set": {"x": 1}}
    assert [each for each in AROUND if not is_refused(register, each[0], Change(**{**whole, **each[1]}))] == []
    assert register.entries() == []


def test_a_nul_within_a_value_is_kept(register, change):
    register.commit("op", 0, change(x="a\0b"))
    assert register.read("a").fields == {"x": "a\0b"}


@pytest.mark.parametrize("broken", [{"title/part": 1}, {"append": {"title": 1}}])
def test_a_change_that_does_not_fit_leaves_nothing_behind(register, change, broken):
    register.commit("op-1", 0, change(title="text"))
    with pytest.raises(InputError):
        register.commit("op-2", 1, change(**broken))
    assert (register.read("a").version, len(register.entries())) == (1, 1)
    register.commit("op-3", 1, change(title="next"))  # the transaction was not left open
    assert register.verify().is_whole


def test_processes_that_open_a_fresh_data_directory_at_once_all_write(environment, tmp_path, change, fork, url):
    folder = tmp_path / "fresh" / "data"

    def work(number):
        def run(tell):
            register = open_register(folder, environment)
            tell(register.commit(f"op-{number}", 0, change(stream=f"s{number}", n=number)).sha256)

        return run

    import alembic.command  # noqa: F401  so that all are at the tables at the same time

    workers = [fork(work(number)) for number in range(4)]
    told = [worker.told() for worker in workers]
    assert [len(lines) for lines in told] == [1, 1, 1, 1]
    register = open_register(folder, environment)
    assert {entry.sha256 for entry in register.entries()} == {line for lines in told for line in lines}
    assert register.verify().is_whole
    if environment:
        open_engine(url).dispose()


def test_a_process_that_is_forked_off_does_not_disturb_its_parent(register, change, fork):
    """The parent has an open connection, in a transaction even, when the child is made, writes and ends."""
    register.commit("before", 0, change(n=0))
    with register._engine.connect().execution_options(is_writing=True) as connection, connection.begin():
        connection.execute(text("INSERT INTO stream VALUES ('left', 1, 1, '')"))
        child = fork(lambda tell: tell(json.dumps(register.read("a").fields)))
        assert child.told() == ['{"n": 0}']
        assert connection.execute(text("SELECT count(*) FROM stream")).scalar() == 2
        connection.get_transaction().rollback()
    assert register._engine.pool.checkedin() > 0
    assert fork(lambda tell: tell(f"{register._engine.pool.checkedin()} taken over")).told() == ["0 taken over"]
    assert fork(lambda tell: tell(register.commit("child", 1, change(n=1)).op_id)).told() == ["child"]
    register.commit("after", 2, change(n=2))
    assert register.read("a").fields == {"n": 2}
    assert register.verify().is_whole
