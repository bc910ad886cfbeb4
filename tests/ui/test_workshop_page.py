"""The Workshop page without a browser: what each seat is shown, what a press records, and what it must not."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from workbench.elicit import Board, Story, add_stories
from workbench.errors import StudyConflict
from workbench.register import Studies, open_register
from workbench.rooms import Rooms
from workbench.rooms.said import board_of
from workbench.rooms.state import Act, Answer
from workbench.ui.room_plan import story_name
from workbench.ui.room_subject import matter_of
from workbench.ui.room_vote import vote_choices

ROOT = Path(__file__).resolve().parents[2]
STUDY = "sample-card-fraud-0f0f0f"
AT = "2026-11-23T09:00:00+00:00"


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(ROOT)

    def open_page(token: str | None = None, **query: str) -> AppTest:
        """The app at an address; ``token`` is the seat that this browser keeps."""
        test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, value in query.items():
            test.query_params[name] = value
        if token is not None:
            test.session_state[f"room-seat-{query['room']}"] = token
        return test.run()

    return open_page


@pytest.fixture
def lead(app):
    """The facilitator's page with an open room."""
    test = app(study=STUDY).switch_page("pages/workshop.py").run()
    test.text_input(key="room-open-name").input("Fay")
    return test.button(key="room-open-press").click().run()


def code_of(test: AppTest) -> str:
    value = test.query_params["room"]
    return value[0] if isinstance(value, list) else value


def rooms() -> Rooms:
    return Rooms(open_register())


def op() -> str:
    return secrets.token_hex(16)


def join(code: str, name: str = "Ann", role: str = "Safety"):
    return rooms().join(code, name=name, role=role, op_id=op(), at=AT)


def move(code: str, lead: AppTest, to: str) -> None:
    rooms().move(code, lead.session_state[f"room-seat-{code}"], to=to, op_id=op(), at=AT)


def said(test: AppTest) -> str:
    kinds = ("markdown", "error", "info", "warning", "caption", "success")
    parts = [str(item.value) for kind in kinds for item in getattr(test, kind)]
    parts += [item.value.partition("</style>")[2] or item.value for item in test.get("html")]
    return "\n".join(parts).replace("\\", "")


def answered(test: AppTest, choice: str = "left") -> AppTest:
    """The next question answered."""
    (key,) = (each.key for each in test.button if re.fullmatch(rf"room-choice-\d+-{choice}", each.key or ""))
    return test.button(key=key).click().run()


def test_opening_a_room_shows_its_code_and_names_what_is_judged(lead):
    assert not lead.exception
    code = code_of(lead)
    assert f"{code[:3]} {code[3:]}" in said(lead)
    assert "data:image/svg+xml" in said(lead)
    view = rooms().view(code, lead.session_state[f"room-seat-{code}"])
    assert (view.seat.label, view.seat.standing) == ("Fay", "facilitator")
    (act,) = view.acts
    assert (act.did, act.asked["method"]) == ("set_up", "median")


def test_who_went_to_another_page_comes_back_into_the_room_until_it_is_closed(lead):
    code = code_of(lead)
    lead.switch_page("pages/stress.py").run()
    del lead.query_params["room"]  # as the navigation does
    test = lead.switch_page("pages/workshop.py").run()
    assert f"You lead room {code[:3]} {code[3:]}, which is still open." in said(test)
    test = test.button(key="room-led-back").click().run()
    assert code_of(test) == code
    assert "Who is here" in said(test)
    rooms().close(code, test.session_state[f"room-seat-{code}"], op_id=op(), at=AT)
    del test.query_params["room"]
    assert "which is still open" not in said(test.run())


def test_nobody_opens_a_room_without_a_name(app):
    test = app(study=STUDY).switch_page("pages/workshop.py").run()
    test = test.button(key="room-open-press").click().run()
    assert "The name has 0 characters" in said(test)
    assert "room" not in test.query_params


def test_the_link_opens_straight_to_the_form_and_touches_no_study(app, lead):
    code = code_of(lead)
    before = open_register().head()
    test = app(token="", room=code)
    assert [field.label for field in test.text_input][:2] == ["Your name", "Your role"]
    assert open_register().head() == before
    test.text_input(key="room-join-name").input("Ann")
    test = test.button(key="room-join-press").click().run()
    assert "You are Ann." in said(test)
    token = test.session_state[f"room-seat-{code}"]
    assert rooms().seat_of(code, token).standing == "participant"
    assert token not in said(test)
    assert token not in str(dict(test.query_params))


def test_a_code_of_no_room_asks_for_it_again(app, lead):
    assert "There is no room 222222" in said(app(token="any-token", room="222222"))
    assert "A code of a room has 6 characters" in said(app(room="nonsense"))


def test_a_token_of_no_seat_is_asked_to_join(app, lead):
    test = app(token="not-a-token-of-this-room", room=code_of(lead))
    assert [field.label for field in test.text_input][:2] == ["Your name", "Your role"]


def test_choices_are_kept_undone_and_come_back_with_the_seat(app, lead):
    code = code_of(lead)
    seat = join(code)
    move(code, lead, "elicit")
    test = answered(answered(app(token=seat.token, room=code)))
    assert "Answer 2 is kept." in said(test)
    again = app(token=seat.token, room=code)
    assert "Question 3." in said(again)
    again = again.button(key="room-undo").click().run()
    assert "Question 2." in said(again)
    (own,) = rooms().view(code, seat.token).own
    assert len(own.value["own"]["answers"]) == 1
    assert own.value["policy"]["kind"] == "single"


def test_contradictions_are_told_to_their_person_and_revealed_to_nobody(app, lead):
    code = code_of(lead)
    seat, other = join(code), join(code, "Ben")
    move(code, lead, "elicit")
    test = app(token=seat.token, room=code)
    for _ in range(2):  # no one rate can be exactly at two places
        test = answered(test, "same")
    assert "contradict each other" in said(test)
    assert "contradict" not in said(app(token=other.token, room=code))
    token = lead.session_state[f"room-seat-{code}"]
    rooms().reveal(code, token, step="elicit", op_id=op(), at=AT)
    for each in (lead.run(), app(token=other.token, room=code)):
        assert "Ann" in said(each) or "1 chose" in said(each)
        assert "contradict" not in said(each)
    assert "own" not in rooms().view(code, other.token).revealed["elicit"][0].value


@pytest.mark.parametrize(
    ("way", "press", "source"),
    [("Set the rate", "room-slider-use", "slider"), ("Weigh the swings", "room-swing-use", "swing")],
)
def test_a_rate_may_be_corrected_and_taken_back(app, lead, way, press, source):
    code = code_of(lead)
    seat = join(code)
    move(code, lead, "elicit")
    test = answered(app(token=seat.token, room=code))
    test.session_state["room-way"] = way
    test = test.run()
    slider = test.select_slider[0] if source == "slider" else test.slider[0]
    test = slider.set_value(5 if source == "slider" else 20).run()
    (sentence,) = {line for line in said(test).splitlines() if line.startswith("By this ") and line.endswith("of the frontier.")}  # fmt: skip
    test = test.button(key=press).click().run()
    (own,) = rooms().view(code, seat.token).own
    assert own.value["rate"]["source"] == source
    assert own.value["name"] in sentence, "what was shown before the press is what is kept"
    assert len(own.value["own"]["answers"]) == 1
    test = test.button(key="room-undo").click().run()
    (own,) = rooms().view(code, seat.token).own
    assert own.value["own"]["rate"] is None


def test_the_rate_may_be_set_before_any_question_is_answered(app, lead):
    test, code = phone_at(app, lead, "elicit")
    test = test.button(key="room-slider-use").click().run()
    assert test.success[0].value.startswith("Kept")
    (own,) = rooms().view(code, test.session_state[f"room-seat-{code}"]).own
    assert own.value["own"]["answers"] == []
    assert own.value["own"]["rate"]["source"] == "slider"


def test_a_press_that_comes_too_late_says_that_it_does_not_count(app, lead):
    code = code_of(lead)
    seat = join(code)
    move(code, lead, "elicit")
    test = app(token=seat.token, room=code)
    token = lead.session_state[f"room-seat-{code}"]
    rooms().reveal(code, token, step="elicit", op_id=op(), at=AT)
    test = answered(test)
    assert "was not stored and does not count" in said(test)
    assert rooms().view(code, seat.token).own == ()


def test_the_same_press_twice_is_one_answer(app, lead):
    code = code_of(lead)
    seat = join(code)
    move(code, lead, "premortem_write")
    test = app(token=seat.token, room=code)
    test.text_area(key="room-story-text").input("It drifted")
    test = test.button(key="room-story-press").click().run()
    (own,) = rooms().view(code, seat.token).own
    assert own.value == {"stories": ["It drifted"]}
    test = test.button(key="room-story-press").click().run()
    assert "Write the story first." in said(test)
    assert len(rooms().view(code, seat.token).own) == 1


def test_the_outcome_becomes_the_studys_point_and_a_dissent_is_public(app, lead):
    code = code_of(lead)
    seat = join(code)
    token = lead.session_state[f"room-seat-{code}"]
    move(code, lead, "vote")
    phone = app(token=seat.token, room=code)
    phone = phone.button(key="room-vote-press").click().run()
    assert "Your vote is kept." in said(phone)
    rooms().reveal(code, token, step="vote", op_id=op(), at=AT)
    lead.run()
    lead.button(key="room-outcome").click().run()
    assert "now the study's chosen point" in said(lead)
    vote = next(each for each in rooms().view(code, seat.token).own if each.step == "vote")
    assert dict(Studies(open_register()).load(STUDY).point) == vote.value["policy"]
    phone = app(token=seat.token, room=code)
    phone.text_area(key="room-dissent-words").input("Too many calls")
    phone = phone.button(key="room-dissent-press").click().run()
    assert "Your dissent is on record." in said(phone)
    assert "Too many calls" in said(lead.run())


def test_the_projector_shows_nothing_private_and_leads_only_with_a_facilitators_seat(app, lead):
    code = code_of(lead)
    seat = join(code)
    move(code, lead, "elicit")
    answered(app(token=seat.token, room=code))
    screen = app(token="", room=code, screen="projector")
    screen = screen.button(key="room-join-screen").click().run()
    assert "1 of 1<small>have begun to answer" in said(screen)
    assert "By this" not in said(screen)
    assert "room-reveal" not in [each.key for each in screen.button]
    own = app(token=lead.session_state[f"room-seat-{code}"], room=code, screen="projector")
    assert "room-reveal" in [each.key for each in own.button]


def test_another_browser_does_not_lead_the_room(app, lead):
    test = app(token="", study=STUDY, room=code_of(lead)).switch_page("pages/workshop.py").run()
    assert "This browser does not lead the room" in said(test)


def seconds_of(code: str) -> int:
    return rooms().view(code, join(code, name=f"P{secrets.token_hex(3)}").token).timer.seconds


def test_the_facilitator_sets_how_long_a_step_runs(lead):
    code = code_of(lead)
    assert "5 min" in said(lead)
    assert seconds_of(code) == 300
    lead.number_input(key="room-minutes-gather").set_value(7.5).run()
    lead.button(key="room-timer-set").click().run()
    assert not lead.exception
    assert seconds_of(code) == 450
    lead.button(key="room-timer").click().run()
    assert seconds_of(code) == 450, "what was set is what it starts again with"
    lead.button(key="room-timer-more").click().run()
    assert 450 + 110 < seconds_of(code) <= 450 + 120


def test_a_timer_that_ran_out_gets_two_minutes_from_now(lead):
    code = code_of(lead)
    rooms().move(code, lead.session_state[f"room-seat-{code}"], to="gather", op_id=op(), at=AT, seconds=60)
    lead.run()
    assert "time is up" in said(lead)
    lead.button(key="room-timer-more").click().run()
    assert seconds_of(code) == 120


def test_a_story_that_another_tab_of_the_seat_kept_meanwhile_stays_and_none_is_there_twice(app, lead):
    code = code_of(lead)
    seat = join(code)
    move(code, lead, "premortem_write")
    test = app(token=seat.token, room=code)

    def keep(text: str) -> list[str]:
        test.text_area(key="room-story-text").input(text)
        test.button(key="room-story-press").click().run()
        assert not test.exception
        assert "Kept. Write the next" in said(test)
        (own,) = rooms().view(code, seat.token).own
        return own.value["stories"]

    told = {"step": "premortem_write", "question": "stories", "at": AT}
    rooms().answer(code, seat.token, value={"stories": ["From the other tab."]}, op_id=op(), **told)
    assert keep("From here.") == ["From the other tab.", "From here."]
    rooms().answer(
        code, seat.token, value={"stories": ["From the other tab.", "From here.", "Again."]}, op_id=op(), **told
    )
    assert keep("Again.") == ["From the other tab.", "From here.", "Again."]
    test.button(key="room-story-away-3-0").click().run()
    (own,) = rooms().view(code, seat.token).own
    assert own.value["stories"] == ["From here.", "Again."]


def test_by_consensus_nobody_lives_with_more_than_they_say(app):
    lead = app(study=STUDY).switch_page("pages/workshop.py").run()
    lead.text_input(key="room-open-name").input("Fay")
    lead.selectbox(key="room-open-method").set_value("consensus")
    lead.button(key="room-open-press").click().run()
    code = code_of(lead)
    seat = join(code)
    move(code, lead, "vote")
    phone = app(token=seat.token, room=code)
    vote, living = phone.select_slider
    assert living.value == (vote.value, vote.value)
    phone.button(key="room-vote-press").click().run()
    assert not phone.exception
    (own,) = rooms().view(code, seat.token).own
    assert own.value["low"] == own.value["high"] == own.value["point"]


def phone_at(app, lead, step: str) -> tuple[AppTest, str]:
    """The phone of a seat that joined, at this step, and the room's code."""
    code = code_of(lead)
    seat = join(code)
    move(code, lead, step)
    return app(token=seat.token, room=code), code


def reveal(code: str, lead: AppTest, step: str) -> None:
    rooms().reveal(code, lead.session_state[f"room-seat-{code}"], step=step, op_id=op(), at=AT)


def test_a_press_that_arrives_after_the_next_step_was_drawn_is_told_there(app, lead):
    phone, code = phone_at(app, lead, "elicit")
    late = next(each for each in phone.button if re.fullmatch(r"room-choice-1-left", each.key or "")).proto.id
    reveal(code, lead, "elicit")
    phone.run()
    states = WidgetStates()
    states.widgets.add(id=late, trigger_value=True)
    phone._run(states)
    assert not phone.exception
    assert "revealed" in phone.warning[0].value
    phone.run()
    assert "revealed" in phone.warning[0].value, "it stays until the next press"


def test_an_answer_that_is_kept_just_before_the_reveal_has_its_receipt_after_it(app, lead, monkeypatch):
    phone, code = phone_at(app, lead, "elicit")
    answer = Rooms.answer

    def answered_then_revealed(self, *given, **how):
        receipt = answer(self, *given, **how)
        reveal(code, lead, "elicit")
        return receipt

    monkeypatch.setattr(Rooms, "answer", answered_then_revealed)
    answered(phone)
    assert len(phone.success) == 1
    assert phone.success[0].value.startswith("Answer 1 is kept")
    move(code, lead, "elicit_again")
    phone.run()
    assert not phone.success, "a receipt that was shown is of no use in another step"


def token_of(test: AppTest, code: str) -> str:
    return test.session_state[f"room-seat-{code}"]


def test_a_seat_that_was_left_by_mistake_is_taken_again(app, lead):
    phone, code = phone_at(app, lead, "elicit")
    token = token_of(phone, code)
    phone.button(key="room-leave").click().run()
    assert "You left the seat of Ann" in said(phone)
    phone.button(key="room-back-to-seat").click().run()
    assert token_of(phone, code) == token
    assert "You are Ann, Safety" in said(phone)
    phone.button(key="room-leave").click().run()
    phone.text_input(key="room-join-name").input("Bob")
    phone.button(key="room-join-press").click().run()
    phone.button(key="room-leave").click().run()
    assert "You left the seat of Bob" in said(phone), "the one before belongs to somebody else"


def test_a_facilitator_whose_browser_forgot_comes_back_with_the_key(app, lead):
    code = code_of(lead)
    lead.toggle(key="room-key-shown").set_value(True).run()
    key = next(each.value for each in lead.code if "room=" not in each.value)
    again = app(study=STUDY).switch_page("pages/workshop.py").run()
    again.text_input(key="room-return-code").input(f"{code[:3]} {code[3:]}".lower())
    again.text_input(key="room-return-key").input("guessed")
    again.button(key="room-return-press").click().run()
    assert "the key of no seat in room" in said(again)
    again.text_input(key="room-return-code").input(code)
    again.text_input(key="room-return-key").input(f" {key} ")
    again.button(key="room-return-press").click().run()
    assert not again.exception
    assert "You lead this room as Fay" in said(again)


def test_the_facilitator_makes_somebody_else_one_and_a_seat_watch_only(app, lead):
    code = code_of(lead)
    ann, bob = join(code), join(code, "Bob", "Product")
    move(code, lead, "vote")
    rooms().answer(code, ann.token, step="vote", question="vote", value={"point": 1}, op_id=op(), at=AT)
    lead.run()
    for seat, standing in ((bob, "facilitator"), (ann, "viewer")):
        lead.selectbox(key=f"room-seat-picked-{code}").select(seat.id)
        lead.selectbox(key=f"room-standing-{code}").select(standing).run()
        lead.button(key="room-grant").click().run()
        assert f"From now on {seat.label}" in said(lead)
    assert "reveal" in rooms().view(code, bob.token).may
    assert rooms().view(code, ann.token).answered == {}
    reveal(code, lead, "vote")
    lead.run()
    assert "Not counted, since they only watched by the reveal: Ann." in said(lead)


def test_the_only_facilitator_cannot_give_it_away(lead):
    code = code_of(lead)
    lead.selectbox(key=f"room-seat-picked-{code}").select("s1")
    lead.selectbox(key=f"room-standing-{code}").select("viewer").run()
    lead.button(key="room-grant").click().run()
    assert "only facilitator" in said(lead)


def test_a_session_without_a_decision_is_closed_knowingly(app, lead):
    code = code_of(lead)
    move(code, lead, "close")
    lead.run()
    assert "No outcome is recorded, and the record will say so" in said(lead)
    assert "waits until a point is chosen" in said(lead)


def voted_in(code: str, lead: AppTest, app, choices: int = 1) -> None:
    for name in ("Ann", "Bob", "Cem")[:choices]:
        phone = app(token=join(code, name).token, room=code)
        phone.button(key="room-vote-press").click().run()


def test_an_outcome_whose_point_could_not_be_saved_is_taken_over_later(app, lead, monkeypatch):
    code = code_of(lead)
    move(code, lead, "vote")
    voted_in(code, lead, app)
    reveal(code, lead, "vote")
    lead.run()
    save = Studies.save

    def refused(self, *given, **how):
        raise StudyConflict("Somebody else changed it.", mine={}, theirs={})

    monkeypatch.setattr(Studies, "save", refused)
    lead.button(key="room-outcome").click().run()
    assert "The outcome is recorded, but the study's chosen point was not changed" in said(lead)
    monkeypatch.setattr(Studies, "save", save)
    lead.button(key="room-take-over").click().run()
    assert "now the study's chosen point" in said(lead)
    (act,) = (each for each in rooms().view(code, token_of(lead, code)).acts if each.did == "outcome")
    assert Studies(open_register()).load(STUDY).point == act.asked["policy"]
    assert not [each for each in lead.button if each.key == "room-take-over"]


def test_the_runoff_begins_at_what_one_voted_for(app, lead):
    """Two votes apart have two middle ones: each voter's own is the start of their slider."""
    code = code_of(lead)
    seats = {name: join(code, name) for name in ("Ann", "Bob")}
    move(code, lead, "vote")
    phones = {name: app(token=seat.token, room=code) for name, seat in seats.items()}
    voted, view = {}, rooms().view(code, seats["Ann"].token)
    choices = vote_choices(view, matter_of(view))
    for name, phone in phones.items():
        phone.select_slider[0].set_value(choices[0 if name == "Ann" else -1]).run()
        phone.button(key="room-vote-press").click().run()
        voted[name] = phone.select_slider[0].value
    reveal(code, lead, "vote")
    move(code, lead, "vote_again")
    for name, phone in phones.items():
        phone.run()
        assert phone.select_slider[0].value == voted[name]


def at_vote_by_consensus(app) -> tuple[AppTest, str]:
    lead = app(study=STUDY).switch_page("pages/workshop.py").run()
    lead.text_input(key="room-open-name").input("Fay")
    lead.selectbox(key="room-open-method").select("consensus")
    lead.button(key="room-open-press").click().run()
    code = code_of(lead)
    token = join(code).token
    move(code, lead, "vote")
    return app(token=token, room=code), code


def test_nobody_is_said_to_live_with_a_point_outside_the_range_they_set(app):
    phone, code = at_vote_by_consensus(app)
    _, reach = phone.select_slider
    choices = vote_choices(*_view_and_matter(phone, code))
    reach.set_value((choices[0], choices[1])).run()
    phone.select_slider[0].set_value(choices[1]).run()
    phone.button(key="room-vote-press").click().run()
    assert "Your vote is kept" in said(phone)
    phone.select_slider[0].set_value(choices[-1]).run()
    phone.button(key="room-vote-press").click().run()
    assert "Your vote lies outside the points that you could live with" in said(phone)
    (own,) = _view_and_matter(phone, code)[0].own
    assert (own.value["point"], own.value["low"], own.value["high"]) == (choices[1], choices[0], choices[1])


def _view_and_matter(phone: AppTest, code: str):
    view = rooms().view(code, token_of(phone, code))
    return view, matter_of(view)


def test_two_windows_of_one_seat_lose_no_story_and_overwrite_no_answer(app, lead, monkeypatch):
    phone, code = phone_at(app, lead, "premortem_write")
    token = token_of(phone, code)
    answer, others = Rooms.answer, ["Theirs"]

    def answered_in_between(self, *given, **how):
        if others:  # the other window's story is stored after this one read what there is
            text = others.pop()
            answer(
                self,
                code,
                token,
                step="premortem_write",
                question=how["question"],
                value={"stories": [text]},
                op_id=op(),
                at=AT,
            )
        return answer(self, *given, **how)

    monkeypatch.setattr(Rooms, "answer", answered_in_between)
    phone.text_area(key="room-story-text").input("Mine")
    phone.button(key="room-story-press").click().run()
    assert "Kept" in said(phone)
    (own,) = rooms().view(code, token).own
    assert own.value["stories"] == ["Theirs", "Mine"]
    assert phone.text_area(key="room-story-text").value == ""


def test_a_judgement_made_in_an_older_window_is_refused(app, lead):
    phone, code = phone_at(app, lead, "elicit")
    other = app(token=token_of(phone, code), room=code)
    answered(phone)
    answered(other, "right")
    assert "Another window of this seat answered this meanwhile" in said(other)
    (own,) = rooms().view(code, token_of(phone, code)).own
    assert len(own.value["own"]["answers"]) == 1


def test_a_story_that_came_too_late_is_not_gone_without_a_word(app, lead):
    phone, code = phone_at(app, lead, "premortem_write")
    phone.text_area(key="room-story-text").input("It was raining")
    rooms().reveal(code, token_of(lead, code), step="premortem_write", op_id=op(), at=AT)
    phone.button(key="room-story-press").click().run()
    assert "What you wrote: “It was raining”" in said(phone)
    assert "“It failed. Why?” are revealed" in said(phone), "steps are named as people know them"


def test_after_a_decided_vote_back_leads_to_its_outcome_and_revealed_steps_are_not_offered(app, lead):
    code = code_of(lead)
    move(code, lead, "vote")
    voted_in(code, lead, app)
    reveal(code, lead, "vote")
    lead.run()
    lead.button(key="room-outcome").click().run()
    lead.button(key="room-next").click().run()
    assert rooms().view(code, token_of(lead, code)).step == "premortem_write"
    offered = lead.selectbox(key=f"room-jump-{code}").options
    assert "Vote" not in offered
    lead.button(key="room-back").click().run()
    assert rooms().view(code, token_of(lead, code)).step == "outcome"
    lead.button(key="room-jump-press").click().run()
    assert "Choose a step first" in said(lead)


def planned(app, lead, *stories: str) -> str:
    """A room at the plan of the pre-mortem, with these stories; its code."""
    code = code_of(lead)
    seat = join(code)
    move(code, lead, "premortem_write")
    rooms().answer(
        code,
        seat.token,
        step="premortem_write",
        question="stories",
        value={"stories": list(stories)},
        op_id=op(),
        at=AT,
    )
    reveal(code, lead, "premortem_write")
    move(code, lead, "premortem_vote")
    reveal(code, lead, "premortem_vote")
    return code


def keep_plan(test: AppTest, words: str, owner: str) -> AppTest:
    next(field for field in test.text_area if field.label == "What we do about it").input(words)
    next(field for field in test.text_input if field.label == "Who owns it").input(owner)
    return next(each for each in test.button if each.label == "Keep the plan").click().run()


def plans_in(code: str, lead: AppTest) -> list[dict]:
    return [dict(act.asked) for act in rooms().view(code, token_of(lead, code)).acts if act.did == "plan"]


def test_a_plan_takes_no_other_s_place_unseen_and_keeps_its_number(app, lead):
    code = planned(app, lead, "They adapt")
    token = token_of(lead, code)
    zoe = app(study=STUDY, room=code, token=token).switch_page("pages/workshop.py").run()
    lead.run()
    stress = {"kind": "prevalence", "size": 0.05, "said": "twice the events", "found": "it costs more"}
    view = rooms().view(code, token)
    (cluster,) = board_of(view.revealed["premortem_write"], view.acts).clusters
    first = {"story": cluster.id, "stress": stress, "mitigation": "Watch", "owner": "Fay", "tripwire": None}
    rooms().act(code, token, action="plan", content=first, op_id=op(), at=AT)
    keep_plan(zoe, "Block", "Zoe")
    assert "Somebody else kept a plan of this story meanwhile: “Watch”, owned by Fay" in said(zoe)
    assert [each["owner"] for each in plans_in(code, lead)] == ["Fay"]
    next(each for each in zoe.button if each.label == "Keep the plan").click().run()
    last = plans_in(code, lead)[-1]
    assert (last["mitigation"], last["owner"]) == ("Block", "Zoe")
    assert last["stress"]["said"] == "twice the events", "no slider was moved since, so the number stays"


def test_stories_of_one_title_have_names_of_their_own():
    board = add_stories(Board(), [Story(id=f"s{n}", author="a", text="Costs rise") for n in range(3)])
    assert [story_name(board, cluster.id) for cluster in board.clusters] == [
        "Costs rise",
        "Costs rise (2)",
        "Costs rise (3)",
    ]


def test_the_second_undo_of_one_merge_undoes_no_other():
    stories = [Answer(seat="s2", question="stories", value={"stories": ["a", "b", "c", "d"]}, at=AT, op_id="o")]
    merge = [{"stories": ["s2.1", "s2.2"], "title": ""}, {"stories": ["s2.3", "s2.4"], "title": ""}]
    undo = {"undo": True, "of": 2}
    acts = [Act(did="merge_stories", by="s1", at=AT, asked=asked) for asked in (*merge, undo, undo)]
    assert len(board_of(stories, acts).clusters) == 3
