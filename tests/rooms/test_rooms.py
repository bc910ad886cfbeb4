"""A session from opening to closing: seats that are found again, answers that count once, reveals that lose nothing."""

from __future__ import annotations

import hashlib
import itertools
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from workbench.errors import InputError, NotAllowed, TooLate, VersionConflict
from workbench.register import Register
from workbench.register.database import open_engine
from workbench.rooms import Rooms, Step, folded
from workbench.rooms.codes import ALPHABET

AT = "2026-11-23T09:00:00+00:00"
STUDY = "fraud-2026"


def public(view):
    return [(each.seat, each.question, each.value) for each in view.revealed.get("elicit", ())]


def test_a_device_comes_back_to_its_seat_with_everything_it_had(session, url):
    ann = session.join("Ann", role="Safety")
    session.move("elicit")
    session.answer(ann.token, {"rate": 2.5})
    open_engine(url).dispose()
    again = Rooms(Register(open_engine(url)))
    assert again.seat_of(session.code, ann.token).label == "Ann"
    view = again.view(f" {session.code[:3].lower()}-{session.code[3:].lower()}", ann.token)
    assert [(each.step, each.question, each.value) for each in view.own] == [("elicit", "q", {"rate": 2.5})]
    assert (view.seat.name, view.seat.role, view.seat.standing) == ("Ann", "Safety", "participant")
    assert view.step == "elicit"


def test_codes_are_short_and_have_no_letters_that_look_alike(session):
    assert len(session.code) == 6
    assert set(session.code) <= set(ALPHABET)
    assert not set(ALPHABET) & set("01OILBSZUYAE")
    assert len(ALPHABET) == 20


def test_a_code_that_is_taken_is_drawn_again(register, make_session):
    make_session(register)
    draws = itertools.count()

    def draw(count):
        # Of two rooms the second first draws the code of the first.
        number = next(draws)
        return bytes(count) if count == 16 and number < 8 else number.to_bytes(count)

    rooms = Rooms(register, draw=draw)
    codes = [
        rooms.open_room(STUDY, facilitator="F", op_id=f"drawn-by-chance-{number}", at=AT).room.code
        for number in range(2)
    ]
    assert codes[0] == "222222"
    assert codes[1] != codes[0]


def test_tokens_are_stored_as_their_sha256_alone(session, url):
    ann = session.join()
    with open_engine(url).connect() as connection:
        stored = set(connection.execute(text("SELECT token_sha256 FROM seat_token")).scalars())
    assert stored == {hashlib.sha256(token.encode()).hexdigest() for token in (session.lead, ann.token)}
    assert ann.token not in repr(ann)
    assert len(ann.token) == 43
    assert ann.token not in repr(session.view(ann.token))


def test_the_same_name_twice_is_two_seats_that_are_told_apart(session):
    seats = [session.join(name) for name in ("Ann", "ann", "Ann (2)", "  Ann  ")]
    assert [seat.label for seat in seats] == ["Ann", "ann (2)", "Ann (2) (2)", "Ann (3)"]
    assert len({seat.id for seat in seats}) == 4
    session.move("elicit")
    session.answer(seats[0].token, 1)
    session.answer(seats[3].token, 2)
    session.reveal()
    assert public(session.view(seats[1].token)) == [(seats[0].id, "q", 1), (seats[3].id, "q", 2)]


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\0b", "\u202eAnn", "a\x07", "\ud800"])
def test_a_name_that_cannot_be_shown_is_refused(session, name):
    with pytest.raises(InputError):
        session.join(name)
    assert len(session.view(session.lead).seats) == 1


def test_a_join_that_is_sent_again_is_one_seat_and_both_tokens_hold(session):
    first = session.join("Ann", op_id="drawn-by-chance-for-ann")
    second = session.join("Ann", op_id="drawn-by-chance-for-ann")
    assert first.id == second.id
    assert first.token != second.token
    assert {session.rooms.seat_of(session.code, each.token).id for each in (first, second)} == {first.id}
    with pytest.raises(InputError, match="another seat"):
        session.join("Bob", op_id="drawn-by-chance-for-ann")
    with pytest.raises(InputError, match="at least 16"):
        session.join("Bob", op_id="short")
    assert len(session.view(session.lead).seats) == 2
    ops = {entry.op_id for entry in session.register.entries()}
    assert not any("drawn-by-chance" in op for op in ops), "who reads the register could ask for the seat"


def test_an_opening_that_is_sent_again_is_one_room(register, make_session):
    rooms = make_session(register).rooms
    again = [rooms.open_room(STUDY, facilitator="Fay", op_id="opened-by-chance-1", at=AT) for _ in range(2)]
    assert again[0].room == again[1].room
    assert [rooms.seat_of(each.room.code, each.token).standing for each in again] == ["facilitator"] * 2
    with pytest.raises(InputError, match="another room"):
        rooms.open_room(STUDY, facilitator="Eve", op_id="opened-by-chance-1", at=AT)
    with pytest.raises(InputError, match="no study"):
        rooms.open_room("nowhere", facilitator="Fay", op_id="opened-by-chance-2", at=AT)


def test_the_token_of_one_room_is_a_stranger_in_another(register, make_session):
    one, other = make_session(register), make_session(register)
    with pytest.raises(NotAllowed, match="no seat"):
        other.view(one.lead)
    with pytest.raises(InputError, match="no room"):
        one.rooms.view("222222" if one.code != "222222" else "333333", one.lead)


def test_the_latest_answer_counts_and_all_are_kept(session, url):
    ann, bob = session.join("Ann"), session.join("Bob")
    session.move("elicit")
    session.answer(ann.token, 1, question="a")
    session.answer(bob.token, 5, question="a")
    session.answer(ann.token, 2, question="b")
    session.answer(ann.token, 3, question="a")
    assert {each.question: each.value for each in session.view(ann.token).own} == {"a": 3, "b": 2}
    session.reveal()
    assert sorted(public(session.view(bob.token))) == [(ann.id, "a", 3), (ann.id, "b", 2), (bob.id, "a", 5)]
    with open_engine(url).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM private_answer")).scalar() == 4


def test_an_answer_that_is_sent_again_is_stored_once(session, url):
    ann, bob = session.join("Ann"), session.join("Bob")
    session.move("elicit")
    first = session.answer(ann.token, 1, op_id="op")
    session.answer(ann.token, 2)
    assert session.answer(ann.token, 1, op_id="op", at="2026-11-23T09:00:09Z") == first
    for token, value, question in [(ann.token, 9, "q"), (bob.token, 1, "q"), (ann.token, 1, "other")]:
        with pytest.raises(InputError, match="another answer"):
            session.answer(token, value, question=question, op_id="op")
    assert [each.value for each in session.view(ann.token).own] == [2]
    session.reveal()
    assert session.answer(ann.token, 1, op_id="op") == first, "its sender must learn that it was stored in time"


def test_an_answer_sent_by_many_threads_at_once_is_stored_once(session, url):
    ann = session.join()
    session.move("elicit")
    barrier = Barrier(8)

    def send(_):
        barrier.wait(20)
        return session.answer(ann.token, 1, op_id="op")

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(send, range(8)))) == 1
    with open_engine(url).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM private_answer")).scalar() == 1


@pytest.mark.parametrize("statement", ["UPDATE private_answer SET value = '2'", "DELETE FROM private_answer"])
def test_the_database_itself_refuses_to_change_or_delete_an_answer(session, url, statement):
    ann = session.join()
    session.move("elicit")
    session.answer(ann.token, 1)
    with pytest.raises(SQLAlchemyError, match="only ever added to"), open_engine(url).begin() as connection:
        connection.execute(text(statement))
    assert [each.value for each in session.view(ann.token).own] == [1]


def test_a_reveal_is_one_entry_of_the_chain_and_shows_the_answers_to_everybody(session):
    ann, bob = session.join("Ann"), session.join("Bob", standing="viewer")
    session.move("elicit")
    before = len(session.register.entries())
    session.answer(ann.token, {"rate": 2.5}, op_id="op-of-ann")
    assert len(session.register.entries()) == before
    assert session.view(bob.token).revealed == {}
    receipt = session.reveal()
    entries = session.register.entries()
    assert len(entries) == before + 1
    assert (entries[-1].sha256, entries[-1].kind, entries[-1].actor) == (receipt.sha256, "room: reveal", "Fay")
    for token in (ann.token, bob.token, session.lead):
        view = session.view(token)
        assert public(view) == [(ann.id, "q", {"rate": 2.5})]
        assert (view.step, view.revealed["elicit"][0].op_id) == ("reveal", "op-of-ann")
    assert session.register.verify().faults == ()


def test_a_reveal_pressed_on_an_old_screen_reveals_no_other_step(session):
    ann = session.join()
    session.move("vote")
    session.answer(ann.token, "point 7", step="vote")
    with pytest.raises(TooLate, match=r"at vote, not at elicit. Nothing was revealed"):
        session.reveal(step="elicit")
    assert session.view(session.lead).revealed == {}
    first = session.reveal(step="vote", op_id="op-reveal")
    assert session.reveal(step="vote", op_id="op-reveal") == first, "sent again it is done once"
    with pytest.raises(InputError, match="another content"):
        session.reveal(step="elicit", op_id="op-reveal")


def test_after_the_reveal_answers_to_its_step_are_refused_in_a_sentence(session):
    ann = session.join()
    session.move("elicit")
    session.reveal()
    for step in ("reveal", "elicit"):
        session.move(step)
        with pytest.raises(TooLate, match="are revealed"):
            session.answer(ann.token, 1)
    with pytest.raises(TooLate, match="revealed already"):
        session.reveal(step="elicit")
    assert session.view(ann.token).own == ()


def test_an_answer_is_never_taken_for_one_to_another_step(session):
    ann = session.join()
    with pytest.raises(TooLate, match="at gather, not at elicit"):
        session.answer(ann.token, 1)
    with pytest.raises(InputError, match="in private"):
        session.answer(ann.token, 1, step="gather")
    with pytest.raises(InputError, match="no step"):
        session.answer(ann.token, 1, step="nowhere")
    assert session.view(ann.token).own == ()


@pytest.mark.parametrize("value", [float("nan"), {"x": {1}}, "\ud800", "x" * 20_001, object()])
def test_what_cannot_be_kept_is_refused_without_repeating_it(session, value):
    ann = session.join()
    session.move("elicit")
    with pytest.raises(InputError, match="This answer") as caught:
        session.answer(ann.token, value)
    assert "xxx" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert session.view(ann.token).answered == {}


@pytest.mark.parametrize("turn", range(4))
def test_of_a_reveal_and_answers_at_the_same_moment_each_answer_is_in_it_or_refused(session, url, turn):
    """The facilitator in another process, which only the database keeps apart from this one."""
    elsewhere = Rooms(Register(open_engine(url)))
    seats = [session.join(f"P{number}") for number in range(8)]
    session.move("elicit")
    barrier = Barrier(9)

    def send(seat):
        stored = []
        barrier.wait(20)
        for number in range(6):
            try:
                session.answer(seat.token, number, question=f"q{number}")
            except TooLate:
                return seat.id, stored
            stored.append(number)
        return seat.id, stored

    def reveal():
        barrier.wait(20)
        return elsewhere.reveal(session.code, session.lead, step="elicit", op_id="op-reveal", at=AT)

    with ThreadPoolExecutor(9) as pool:
        sent = [pool.submit(send, seat) for seat in seats]
        pool.submit(reveal).result()
        acknowledged = {
            (seat, f"q{number}", number) for each in sent for seat, numbers in [each.result()] for number in numbers
        }
    assert set(public(session.view(session.lead))) == acknowledged


def test_the_agenda_is_gone_through_on_and_back_with_its_timers(session):
    ann = session.join()
    view = session.view(ann.token)
    assert [step.name for step in view.agenda][:3] == ["gather", "elicit", "reveal"]
    assert (view.step, view.timer.ends_at) == ("gather", "2026-11-23T09:05:00+00:00")
    with pytest.raises(InputError, match="Reveal it first"):
        session.move("reveal")
    session.move("elicit", seconds=90)
    assert session.view(ann.token).timer.seconds == 90
    session.move("gather", seconds=0)
    assert (session.view(ann.token).step, session.view(ann.token).timer) == ("gather", None)
    session.move("elicit")
    session.reveal()
    session.move("elicit_again")
    session.answer(ann.token, 7, step="elicit_again")
    session.reveal()
    view = session.view(ann.token)
    assert (view.step, view.timer.seconds) == ("reveal_again", 300)
    assert {step: len(answers) for step, answers in view.revealed.items()} == {"elicit": 0, "elicit_again": 1}
    for to, seconds in [("nowhere", None), ("vote", -1), ("vote", 1e9), ("vote", True)]:
        with pytest.raises(InputError):
            session.move(to, seconds=seconds)
    with pytest.raises(InputError, match="nothing to reveal"):
        session.reveal()


def test_a_move_that_is_sent_again_moves_once(session):
    first = session.move("elicit", op_id="op-move")
    session.move("gather")
    assert session.move("elicit", op_id="op-move") == first
    assert session.view(session.lead).step == "gather"
    with pytest.raises(InputError, match="another content"):
        session.move("vote", op_id="op-move")


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [Step(name="a"), Step(name="a")],
        [Step(name="A b")],
        [Step(name="a", asks="shout")],
        [Step(name="a", asks="vote")],
        [Step(name="a"), Step(name="b", shows="a")],
        [Step(name="b", shows="a"), Step(name="a", asks="vote")],
        [Step(name="a", asks="vote"), Step(name="b", shows="a"), Step(name="c", shows="a")],
        [Step(name="a", seconds=-1)],
    ],
)
def test_an_agenda_that_does_not_fit_together_is_refused(session, steps):
    with pytest.raises(InputError):
        session.rooms.open_room(STUDY, facilitator="F", op_id="an-op-drawn-by-chance-x", at=AT, agenda=steps)


def test_a_room_is_closed_with_unrevealed_answers_only_where_somebody_says_so(session):
    ann = session.join()
    session.move("vote")
    session.answer(ann.token, "point 7", step="vote")
    with pytest.raises(InputError, match=r"vote \(1\)"):
        session.rooms.close(session.code, session.lead, op_id="close-1", at=AT)
    session.rooms.close(session.code, session.lead, op_id="close-2", at=AT, leave_unrevealed=True)
    for refused in (
        lambda: session.answer(ann.token, 1, step="vote"),
        lambda: session.move("gather"),
        lambda: session.reveal(),
        lambda: session.join("Bob"),
        lambda: session.rooms.act(session.code, ann.token, action="dissent", content={}, op_id="op-d", at=AT),
        lambda: session.rooms.close(session.code, session.lead, op_id="close-3", at=AT),
    ):
        with pytest.raises(TooLate):
            refused()
    assert [each.value for each in session.view(ann.token).own] == ["point 7"]
    record = session.rooms.record(session.code, ann.token)
    assert (record["left_unrevealed"], record["answers"]) == ({"vote": 1}, {})


def test_the_record_tells_who_what_when_and_how(session):
    ann, bob = session.join("Ann", role="Safety"), session.join("Bob")
    session.move("elicit", seconds=10)
    session.answer(ann.token, 1, op_id="op-a")
    session.reveal()
    session.move("vote")
    session.answer(bob.token, "no", step="vote")
    session.reveal()
    words = {"words": "Too many misses at night."}
    session.rooms.act(session.code, bob.token, action="dissent", content=words, op_id="op-dissent", at=AT)
    session.rooms.grant(session.code, session.lead, seat=ann.id, standing="owner", op_id="op-grant", at=AT)
    session.rooms.act(session.code, ann.token, action="decide", content={"point": 7}, op_id="op-decide", at=AT)
    assert session.rooms.records(STUDY) == []
    receipt = session.rooms.close(session.code, session.lead, op_id="op-close", at=AT)
    record = session.rooms.record(session.code, bob.token)
    told = [(each["label"], each["did"]) for each in record["events"]]
    assert told == [
        ("Fay", "open"),
        ("Ann", "join"),
        ("Bob", "join"),
        ("Fay", "move"),
        ("Fay", "reveal"),
        ("Fay", "move"),
        ("Fay", "reveal"),
        ("Bob", "dissent"),
        ("Fay", "grant"),
        ("Ann", "decide"),
        ("Fay", "close"),
    ]
    assert record["events"][3]["asked"] == {"to": "elicit", "seconds": 10}
    assert record["events"][7]["asked"] == words
    assert record["answers"]["elicit"] == [
        {"seat": ann.id, "label": "Ann", "role": "Safety", "question": "q", "value": 1, "at": AT, "op_id": "op-a"}
    ]
    assert [(each["label"], each["standing"]) for each in record["seats"]][1] == ("Ann", "owner")
    assert record["last_entry"]["sha256"] == receipt.sha256
    assert (record["study"], record["closed_at"]) == (STUDY, AT)
    assert session.rooms.records(STUDY) == [record]


def test_the_state_is_what_the_entries_add_up_to(session):
    ann = session.join()
    session.move("elicit")
    session.answer(ann.token, [1, {"x": None}])
    session.reveal()
    state, view = folded(session.register.entries(f"room:{session.room_id}")), session.view(ann.token)
    assert (state.version, state.step, state.timer) == (view.version, view.step, view.timer)
    assert tuple(state.seats.values()) == view.seats
    assert state.revealed == view.revealed
    assert state.revealed["elicit"][0].value == [1, {"x": None}]


def test_a_view_says_how_many_answered_and_when_others_were_there(session):
    ann, bob = session.join("Ann"), session.join("Bob")
    session.move("elicit")
    assert session.view(ann.token).answered == {}
    session.answer(ann.token, 1, question="a")
    session.answer(ann.token, 2, question="b")
    assert session.view(bob.token).answered == {"elicit": 1}
    session.answer(bob.token, 2, question="b")
    assert session.view(bob.token).answered == {"elicit": 2}
    session.rooms.view(session.code, ann.token, at="2026-11-23T09:01:00Z")
    assert session.view(bob.token).seen_at == {ann.id: "2026-11-23T09:01:00Z"}


def test_the_last_facilitator_stays_one(session):
    ann = session.join()

    def grant(seat, standing):
        session.rooms.grant(session.code, session.lead, seat=seat, standing=standing, op_id=session.op(), at=AT)

    for standing in ("viewer", "owner"):
        with pytest.raises(InputError, match="only facilitator"):
            grant("s1", standing)
    for seat, standing in [("s9", "viewer"), (ann.id, "stranger"), (ann.id, "king")]:
        with pytest.raises(InputError):
            grant(seat, standing)
    grant(ann.id, "facilitator")
    grant("s1", "viewer")
    with pytest.raises(NotAllowed):
        session.move("elicit")
    assert session.move("elicit", token=ann.token)


@pytest.mark.parametrize("at", ["", "yesterday", "2026-11-23T09:00:00", None])
def test_a_time_that_is_none_is_refused(session, at):
    with pytest.raises(InputError, match="A time"):
        session.rooms.move(session.code, session.lead, to="elicit", op_id="op-x", at=at)


def test_what_a_seat_answered_that_only_watches_by_now_does_not_count(session):
    ann, bob = session.join("Ann"), session.join("Bob")
    session.move("elicit")
    session.answer(ann.token, 1)
    session.answer(bob.token, 2)

    def grant(standing):
        session.rooms.grant(session.code, session.lead, seat=ann.id, standing=standing, op_id=session.op(), at=AT)

    grant("viewer")
    assert session.view(bob.token).answered == {"elicit": 1}
    with pytest.raises(NotAllowed):
        session.answer(ann.token, 3)
    session.reveal()
    view = session.view(session.lead)
    assert (public(view), dict(view.left_out)) == ([(bob.id, "q", 2)], {"elicit": (ann.id,)})
    session.move("elicit_again")
    grant("participant")
    session.answer(ann.token, 4, step="elicit_again")
    grant("facilitator")
    session.reveal()
    revealed = session.view(session.lead).revealed["elicit_again"]
    assert [(each.seat, each.value) for each in revealed] == [(ann.id, 4)], "what was answered as a participant counts"


def test_answers_of_a_seat_that_takes_part_again_before_the_reveal_count(session):
    ann = session.join("Ann")
    session.move("elicit")
    session.answer(ann.token, 1)
    for standing in ("viewer", "participant"):
        session.rooms.grant(session.code, session.lead, seat=ann.id, standing=standing, op_id=session.op(), at=AT)
    session.reveal()
    assert public(session.view(session.lead)) == [(ann.id, "q", 1)]


def test_a_room_is_closed_though_a_seat_that_only_watches_by_now_answered(session):
    ann = session.join("Ann")
    session.move("vote")
    session.answer(ann.token, 1, step="vote")
    session.rooms.grant(session.code, session.lead, seat=ann.id, standing="viewer", op_id=session.op(), at=AT)
    session.rooms.close(session.code, session.lead, op_id=session.op(), at=AT)
    (record,) = session.rooms.records(STUDY)
    assert (record["left_unrevealed"], record["answers"]) == ({}, {})


def test_an_answer_made_from_an_older_one_takes_no_newer_one_s_place(session):
    ann = session.join("Ann")
    session.move("elicit")
    first = session.answer(ann.token, 1)
    assert session.view(ann.token).own_seq("q") == first.seq
    assert session.view(ann.token).own_seq("other") == 0

    def answer(value, *, after, op_id):
        return session.rooms.answer(
            session.code, ann.token, step="elicit", question="q", value=value, op_id=op_id, at=AT, after=after
        )

    second = answer(2, after=first.seq, op_id="op-2")
    with pytest.raises(VersionConflict, match="Another window of this seat"):
        answer(3, after=first.seq, op_id="op-3")
    assert [each.value for each in session.view(ann.token).own] == [2]
    assert answer(2, after=first.seq, op_id="op-2") == second, "sent again it is the same answer"


def test_whoever_answered_and_leads_now_is_none_of_those_waited_for(session):
    ann, bob = session.join("Ann"), session.join("Bob")
    session.move("elicit")
    session.answer(ann.token, 1)
    session.rooms.grant(session.code, session.lead, seat=ann.id, standing="facilitator", op_id=session.op(), at=AT)
    assert session.view(session.lead).answered == {}
    session.answer(bob.token, 2)
    assert session.view(session.lead).answered == {"elicit": 1}
    session.reveal()
    assert {each.value for each in session.view(session.lead).revealed["elicit"]} == {1, 2}


def test_two_windows_that_press_at_once_do_it_once(session):
    """On to the next step, an outcome, a dissent: each with an operation of its own."""
    rooms, code, op = session.rooms, session.code, session.op
    ann, ben = session.join("Ann"), session.join("Ben")
    rooms.move(code, session.lead, to="vote", op_id=op(), at=AT, left="gather")
    with pytest.raises(TooLate, match="The room is at vote, not at gather"):
        rooms.move(code, session.lead, to="vote", op_id=op(), at=AT, left="gather")
    session.reveal()
    outcome, dissent = {"step": "vote", "point": 1}, {"step": "vote", "words": "No"}
    rooms.act(code, session.lead, action="outcome", content=outcome, op_id=op(), at=AT)
    rooms.act(code, ann.token, action="dissent", content=dissent, op_id=op(), at=AT)
    rooms.act(code, ben.token, action="dissent", content=dissent, op_id=op(), at=AT)
    for token, action, content in ((session.lead, "outcome", outcome), (ann.token, "dissent", dissent)):
        with pytest.raises(TooLate, match="is on record already"):
            rooms.act(code, token, action=action, content=content, op_id=op(), at=AT)
    rooms.act(code, ann.token, action="dissent", content={**dissent, "step": "vote_again"}, op_id=op(), at=AT)
    did = [act.did for act in session.view(session.lead).acts]
    assert (did.count("outcome"), did.count("dissent")) == (1, 3)
