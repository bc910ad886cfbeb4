"""The digest of a session that was played to its end: people, rounds, votes, dissent, stories in order, and nothing of anybody alone."""

from __future__ import annotations

import json

import pytest

from workbench.rooms import USUAL_AGENDA, digest_of
from workbench.rooms.said import board_of, judgements_of, plans_of, public_rate, story_votes_of, votes_of
from workbench.rooms.state import Act, Answer
from workbench.wording.workshop import course_sentence

AT = "2026-11-23T09:00:00+00:00"
SECRET = "the-choices-behind-it"


def point(number, **more):
    return {"subject": "m", "point": number, "name": f"score ≥ {number}", "said": f"missed {number} %", **more}


@pytest.fixture
def record(session):
    """Ann and Ben judge, vote, dissent, fear and plan; Cem only watches his phone."""
    rooms, code, op = session.rooms, session.code, session.op
    ann, ben, _ = (session.join(name, role=role) for name, role in (("Ann", "Safety"), ("Ben", ""), ("Cem", "")))

    def act(token, action, **content):
        rooms.act(code, token, action=action, content=content, op_id=op(), at=AT)

    act(session.lead, "set_up", x="missed", y="cost", x_label="Missed", y_label="Cost", method="median", subject="m")
    session.move("elicit")
    session.answer(ann.token, {**point(3), "rate": None, "own": {"answers": [SECRET]}}, question="judgement")
    session.answer(ben.token, point(7), question="judgement")
    session.reveal()
    session.move("elicit_again")
    session.answer(ann.token, point(5), step="elicit_again", question="judgement")
    session.reveal()
    session.move("vote")
    session.answer(ann.token, point(5), step="vote", question="vote")
    session.answer(ben.token, {"subject": "m", "point": None}, step="vote", question="vote")
    session.reveal()
    act(session.lead, "outcome", step="vote", sentence="score ≥ 5 is the median.", **point(5))
    act(ben.token, "dissent", step="vote", words="Too dear.", name="score ≥ 7")
    session.move("premortem_write")
    session.answer(ann.token, {"stories": ["Drift", "Fraud moved"]}, step="premortem_write", question="stories")
    session.answer(ben.token, {"stories": ["They moved"]}, step="premortem_write", question="stories")
    session.reveal()
    act(session.lead, "merge_stories", stories=["s2.2", "s3.1"], title="It moved")
    session.move("premortem_vote")
    votes = {"votes": {"s2.1": [2, 2], "s2.2": [4, 5]}}
    session.answer(ann.token, votes, step="premortem_vote", question="risks")
    session.reveal()
    act(session.lead, "plan", story="s3.1", mitigation="Watch", owner="Olu")
    session.move("close")
    rooms.close(code, session.lead, op_id=op(), at=AT)
    (found,) = rooms.records("fraud-2026")
    return found


def test_who_said_what_and_how_they_moved(record):
    digest = digest_of(record)
    assert digest["judged"] == [
        {"label": "Ann", "role": "Safety", "first": "score ≥ 3", "second": "score ≥ 5", "vote": "score ≥ 5", "runoff": None},
        {"label": "Ben", "role": "", "first": "score ≥ 7", "second": None, "vote": "", "runoff": None},
    ]  # fmt: skip
    assert digest["traded"] == ["Missed", "Cost"]
    assert [seat["label"] for seat in digest["seats"]] == ["Fay", "Ann", "Ben", "Cem"]
    assert digest["outcomes"] == [{"step": "vote", "sentence": "score ≥ 5 is the median.", "said": "missed 5 %"}]
    (dissent,) = digest["dissent"]
    assert (dissent["label"], dissent["words"], dissent["vote"]) == ("Ben", "Too dear.", "score ≥ 7")


def test_what_was_done_when_and_by_whom(record):
    course = digest_of(record)["course"]
    told = [(each["by"], course_sentence(each)) for each in course]
    assert told[0] == ("Fay", "On to: Your judgement")
    assert ("Fay", "Revealed: Vote") in told
    assert ("Fay", "Recorded: Outcome") in told
    assert ("Ben", "Dissented") in told
    assert ("Fay", "Merged stories into “It moved”") in told
    assert ("Fay", "Kept the plan of “It moved”") in told
    assert ("Fay", "Took the last merge back") not in told
    assert told[-1] == ("Fay", "Closed the session")
    assert {each["at"] for each in course} == {AT}


def test_a_merge_without_a_title_is_a_merge_and_an_undo_is_an_undo(session):
    ann = session.join("Ann")
    session.move("premortem_write")
    session.answer(ann.token, {"stories": ["Drift", "Fraud moved"]}, step="premortem_write", question="stories")
    session.reveal()
    for content in ({"stories": ["s2.1", "s2.2"], "title": ""}, {"undo": True, "of": 1}):
        session.rooms.act(
            session.code, session.lead, action="merge_stories", content=content, op_id=session.op(), at=AT
        )
    session.move("close")
    session.rooms.close(session.code, session.lead, op_id=session.op(), at=AT)
    (found,) = session.rooms.records("fraud-2026")
    told = [course_sentence(each) for each in digest_of(found)["course"]]
    assert told[-4:] == ["Merged stories", "Took the last merge back", "On to: Close", "Closed the session"]


def test_stories_stand_in_the_order_of_their_risk_with_what_is_done(record):
    first, second = digest_of(record)["stories"]
    assert (first["title"], first["texts"], first["authors"]) == ("It moved", ["Fraud moved", "They moved"], ["Ann", "Ben"])  # fmt: skip
    assert (first["rank"], first["risk"], first["owner"], first["mitigation"]) == (1, 20.0, "Olu", "Watch")
    assert (second["title"], second["risk"], second["owner"]) == ("Drift", 4.0, "")


def test_what_is_ones_own_is_in_neither_record_nor_digest_nor_another_view(record, session):
    assert SECRET not in json.dumps(record)
    assert SECRET not in json.dumps(digest_of(record))
    assert SECRET not in repr(session.view(session.lead).revealed)


def test_ones_own_part_comes_back_to_its_seat_after_the_reveal(session):
    seat = session.join("Ann")
    session.move("elicit")
    session.answer(seat.token, {"point": 1, "own": {"answers": [SECRET]}})
    session.reveal()
    (own,) = session.view(seat.token).own
    assert own.value["own"] == {"answers": [SECRET]}
    assert session.view(seat.token).revealed["elicit"][0].value == {"point": 1}


def answers(question, **values):
    return [Answer(seat=seat, question=question, value=value, at=AT, op_id=seat) for seat, value in values.items()]


def test_answers_on_another_frontier_are_set_apart_and_counted_nowhere():
    given = answers("judgement", a=point(1), b={**point(2), "subject": "old"}, c=point(99), d={"subject": "m", "point": None})  # fmt: skip
    found = judgements_of(given, subject="m", points_count=10)
    assert found.points == {"a": 1, "d": None}
    assert found.apart == ("b", "c")
    votes, apart = votes_of(answers("vote", a=point(1), b={**point(2), "subject": "old"}, c="x"), subject="m", points_count=10)  # fmt: skip
    assert [vote.seat for vote in votes] == ["a"]
    assert apart == ("b", "c")


def test_a_rate_loses_what_is_for_its_owner_alone():
    from workbench.elicit import ImpliedRate

    rate = ImpliedRate(low=1, middle=2, high=3, is_consistent=False, contradictions=((0, 1),), answers_count=2)
    assert public_rate(rate) == {"low": 1, "middle": 2, "high": 3, "source": "answers"}
    given = answers("judgement", a=point(1, rate=public_rate(rate)))
    assert judgements_of(given, subject="m", points_count=3).rates["a"].middle == 2


def test_merges_are_undone_in_order_and_a_step_that_cannot_be_done_changes_nothing():
    told = answers("stories", s2={"stories": ["A", "B"]}, s3={"stories": ["C", ""]})
    merge = [Act(did="merge_stories", by="s1", at=AT, asked=asked) for asked in (
        {"stories": ["s2.1", "s3.1"]}, {"stories": ["s2.1", "s9.9"]}, {"stories": ["s2.2", "s3.1"]}, {"undo": True},
    )]  # fmt: skip
    board = board_of(told, merge)
    assert [[story.text for story in cluster.stories] for cluster in board.clusters] == [["A", "C"], ["B"]]
    votes = story_votes_of(answers("risks", s2={"votes": {"s2.1": [5, 5], "s9.9": [1, 1], "s2.2": [9, 1]}}), board)
    assert [(vote.story, vote.harm) for vote in votes] == [("s2.1", 5)]
    plan = Act(did="plan", by="s1", at=AT, asked={"story": "s3.1", "owner": "Olu"})
    assert plans_of([plan], board)["s2.1"].owner == "Olu"


def test_the_agenda_has_a_runoff_only_in_the_page():
    assert "vote_again" not in [step.name for step in USUAL_AGENDA]
