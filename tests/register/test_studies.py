"""Studies: what two people change at once, what is kept of files of earlier versions, names that cannot wander."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from workbench.errors import InputError, StudyConflict
from workbench.register import Register, Studies, Study, data_dir, list_samples, open_register
from workbench.register.database import open_engine

AT = "2026-11-23T09:00:00Z"


def test_the_entry_of_a_change_is_told_and_none_of_a_change_of_nothing(register):
    studies = Studies(register)
    entry = studies.record(Study(id="one", title="One"), op_id="a", at=AT)
    assert studies.entries("one") == [entry]
    assert studies.record(studies.load("one"), op_id="b", at=AT) is None
    assert studies.entries("one") == [entry]


class Saving:
    """``Studies.save`` with an operation and a time of its own for each call."""

    def __init__(self, register: Register) -> None:
        self.studies, self.count = Studies(register), 0

    def __call__(self, study: Study, **given) -> Study:
        self.count += 1
        return self.studies.save(study, **{"op_id": f"op-{self.count}", "at": AT, **given})


@pytest.fixture
def save(register) -> Saving:
    return Saving(register)


@pytest.fixture
def load(register):
    return Studies(register).load


def signature(name: str) -> dict[str, str]:
    return {"name": name, "role": "product", "meaning": "agreed", "at": AT, "sha256": "c" * 64}


WHOLE = Study(
    id="braking-1",
    title="Braking ü",
    created_at=AT,
    upload_sha256="ab" * 32,
    file_name="a.csv",
    columns={"label": "y", "scores": ["p", "q"], "amounts": {"eur": "amount"}, "weight": None},
    exclude_bad_scores=True,
    contract={"title": "t", "payoff": {"FN": {"each": -9.5}}},
    seal={"sha256": "c" * 64, "at": AT, "by": "Ann", "predictions_sha256": "ab" * 32, "frontier_seen_at": ""},
    amendments=({"reason": "r", "changes": [{"field": "a", "was": None, "is": 1}]},),
    signatures=(signature("Ann"), signature("Bob")),
    frontier_shown=({"predictions_sha256": "ab" * 32, "at": AT},),
    blind_skipped={"at": AT, "by": "Ann"},
    view={"x": "recall"},
    point={"score": "s", "threshold": 0.1},
    pins=({"name": "A", "score": "s", "threshold": None},),
    draft={"why": "because", "owner": "Ann"},
    decision={"kind": "decision", "ties": []},
    decision_signatures=(signature("Cyd"),),
)


def test_a_study_reads_back_equal(save, load, url):
    saved = save(WHOLE)
    assert load("braking-1") == saved
    assert replace(saved, version=0).content == WHOLE.content
    open_engine(url).dispose()
    assert Studies(Register(open_engine(url))).load("braking-1") == saved
    assert saved.version == 1


def test_a_change_of_nothing_is_not_recorded(save, register):
    saved = save(WHOLE)
    assert save(saved) == saved
    assert save(replace(saved, title=saved.title)) == saved
    assert len(register.entries()) == 1


def test_only_what_is_different_is_recorded(save, register):
    saved = save(WHOLE)
    save(replace(saved, title="New", draft={"why": "other", "dissent": "Bob"}, point=None))
    assert register.entries()[-1].content == {
        "set": {"title": "New", "draft/why": "other", "draft/dissent": "Bob", "draft/owner": None, "point": None}
    }


def test_of_two_who_change_the_same_part_the_second_is_told_both_and_nothing_is_written(save, load, register):
    read_by_both = save(Study(id="a", title="begun"))
    first = save(replace(read_by_both, title="first"))
    with pytest.raises(StudyConflict, match="not saved") as caught:
        save(replace(read_by_both, title="second", point={"score": "s", "threshold": 1}))
    assert (caught.value.theirs, caught.value.mine) == ({"title": "first"}, {"title": "second"})
    assert load("a") == first
    assert len(register.entries()) == 2


def test_the_same_change_by_two_is_no_conflict(save, load):
    read_by_both = save(Study(id="a"))
    for _ in range(2):
        save(replace(read_by_both, title="same"))
    assert load("a").title == "same"


def test_different_parts_changed_by_two_are_both_kept(save, load):
    read_by_both = save(replace(WHOLE, draft={"why": "x", "owner": "Ann"}))
    save(replace(read_by_both, title="theirs", draft={"why": "theirs", "owner": "Ann"}))
    merged = save(replace(read_by_both, pins=(), draft={"why": "x", "owner": "mine"}))
    assert (merged.title, merged.pins, merged.draft) == ("theirs", (), {"why": "theirs", "owner": "mine"})
    assert load(WHOLE.id) == merged


def test_the_same_key_of_a_draft_is_a_conflict_that_names_the_key(save):
    read_by_both = save(Study(id="a", draft={"why": "x"}))
    save(replace(read_by_both, draft={"why": "theirs"}))
    with pytest.raises(StudyConflict) as caught:
        save(replace(read_by_both, draft={"why": "mine"}))
    assert (caught.value.theirs, caught.value.mine) == ({"draft/why": "theirs"}, {"draft/why": "mine"})


def test_what_a_change_stands_on_must_not_have_changed(save, load, register):
    read_by_both = save(WHOLE)
    save(replace(read_by_both, contract={"title": "other"}))
    signed = replace(read_by_both, signatures=(*read_by_both.signatures, signature("Eve")))
    with pytest.raises(StudyConflict) as caught:
        save(signed, stands_on=["contract", "seal"])
    assert caught.value.theirs == {"contract": {"title": "other"}}
    assert len(load(WHOLE.id).signatures) == 2
    assert len(save(signed).signatures) == 3, "without standing on it, it is kept"


def test_what_a_change_stands_on_and_nobody_changed_is_no_hindrance(save):
    read_by_both = save(WHOLE)
    save(replace(read_by_both, title="other"))
    signed = replace(read_by_both, signatures=(*read_by_both.signatures, signature("Eve")))
    assert len(save(signed, stands_on=["contract", "seal"]).signatures) == 3


def test_signatures_added_by_many_at_once_are_all_kept(save, load, register):
    read_by_all = save(Study(id="a", title="t"))
    barrier = Barrier(24)

    def sign(number: int) -> None:
        barrier.wait(20)
        signed = replace(read_by_all, signatures=(signature(f"n{number}"),))
        Studies(register).save(signed, op_id=f"sign-{number}", at=AT, kind="signed", stands_on=["contract"])

    with ThreadPoolExecutor(24) as pool:
        list(pool.map(sign, range(24)))
    names = [each["name"] for each in load("a").signatures]
    assert sorted(names) == sorted(f"n{number}" for number in range(24))
    assert register.verify().is_whole


def test_an_entry_that_comes_between_looking_and_writing_is_looked_at_too(save, load, register, monkeypatch):
    """While a change is weighed against what others did, somebody does another thing: it must not slip past."""
    read_by_both = save(Study(id="a", title="begun"))
    save(replace(read_by_both, file_name="theirs"))
    done, come = register.entries, []

    def entries_then_another(*asked, **given):
        found = done(*asked, **given)
        if not come:
            come.append(Studies(register).save(replace(load("a"), title="theirs"), op_id="between", at=AT))
        return found

    monkeypatch.setattr(register, "entries", entries_then_another)
    with pytest.raises(StudyConflict) as caught:
        save(replace(read_by_both, title="mine"))
    assert caught.value.theirs == {"title": "theirs"}
    assert load("a").title == "theirs"


def test_a_save_that_is_sent_again_is_recorded_once(save, load, register):
    read = save(Study(id="a"))
    signed = replace(read, signatures=(signature("Ann"),))
    for _ in range(3):
        assert len(save(signed, op_id="click").signatures) == 1
    assert len(register.entries()) == 2


def test_who_and_what_stand_in_the_entry(save, register):
    save(Study(id="a", title="t"), actor="Ann", kind="study opened")
    (entry,) = Studies(register).entries("a")
    assert (entry.actor, entry.kind, entry.at, entry.stream) == ("Ann", "study opened", AT, "study:a")


@pytest.mark.parametrize("name", ["../a", "a/b", "", "A", ".hidden", "a" * 100, "a\n", "a\0"])
def test_a_name_cannot_leave_the_studies(tmp_path, name):
    studies = Studies(open_register(tmp_path, {}))
    for ask in (studies.load, studies.entries, lambda name: studies.save(Study(id=name, title="t"), op_id="o", at=AT)):
        with pytest.raises(InputError):
            ask(name)


def test_recent_lists_the_newest_change_first(save, register):
    first = save(Study(id="first", title="1"))
    save(Study(id="second", title="2"))
    studies = Studies(register)
    assert [study.id for study in studies.recent()] == ["second", "first"]
    save(replace(first, title="3"))
    assert [study.id for study in studies.recent()] == ["first", "second"]
    assert [study.id for study in studies.recent(most=1)] == ["first"]


EARLIER = {
    "id": "old-1",
    "version": 7,
    "title": "Kept",
    "created_at": "2026-10-01T09:00:00Z",
    "upload_sha256": "ab" * 32,
    "pins": [{"name": "A", "score": "s", "threshold": None}],
    "draft": {"why": "because"},
    "sample": None,
    "gone_field": 1,
}


def test_studies_of_earlier_versions_are_taken_in_once_and_their_files_stay(environment, tmp_path, url):
    folder = tmp_path / "studies"
    folder.mkdir()
    (folder / "old-1.json").write_text(json.dumps(EARLIER))
    (folder / "broken.json").write_text('{"title": "cut sho')
    (folder / "no-study.json").write_text("[1, 2]")
    (folder / "no-number.json").write_text('{"title": "t", "point": {"threshold": NaN}}')
    (folder / "Wrong Name.json").write_text("{}")
    before = sorted(path.name for path in folder.iterdir())
    studies = Studies(open_register(tmp_path, environment))
    study = studies.load("old-1")
    assert (study.title, study.version, study.draft) == ("Kept", 1, {"why": "because"})
    assert study.pins == (EARLIER["pins"][0],)
    assert study.frontier_shown == ({"predictions_sha256": "ab" * 32, "at": EARLIER["created_at"]},), (
        "it had been shown"
    )
    assert study.blind_skipped is not None
    assert [each.id for each in studies.recent()] == ["old-1"]
    changed = studies.save(replace(study, title="Changed"), op_id="op", at=AT)
    studies.take_in(folder)
    assert studies.load("old-1") == changed
    assert sorted(path.name for path in folder.iterdir()) == before
    assert len(studies.register.entries()) == 2
    assert studies.register.verify().is_whole
    open_engine(url).dispose()


def test_processes_that_take_in_the_same_files_at_once_take_each_in_once(environment, tmp_path, url, fork):
    folder = tmp_path / "studies"
    folder.mkdir()
    for number in range(4):
        (folder / f"old-{number}.json").write_text(json.dumps({**EARLIER, "id": f"old-{number}"}))
    workers = [fork(lambda tell: open_register(tmp_path, environment)) for _ in range(3)]
    for worker in workers:
        worker.told()
    assert [worker.status for worker in workers] == [0, 0, 0]
    register = open_register(tmp_path, environment)
    assert sorted(entry.op_id for entry in register.entries()) == [f"take-in-old-{number}" for number in range(4)]
    open_engine(url).dispose()


def test_the_data_directory_is_outside_the_source_tree(tmp_path):
    assert data_dir({"WORKBENCH_DATA_DIR": str(tmp_path / "here")}) == tmp_path / "here"
    assert data_dir({"XDG_DATA_HOME": str(tmp_path)}) == tmp_path / "decision-workbench"


def test_four_samples_in_order():
    assert [sample.slug for sample in list_samples()] == [
        "automated-braking",
        "card-fraud",
        "ticket-routing",
        "breast-cancer",
    ]
    assert [sample.is_synthetic for sample in list_samples()] == [True, True, True, False]
