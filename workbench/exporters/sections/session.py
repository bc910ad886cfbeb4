"""The workshops that the decision was made in: who was there, what they said and how they moved, dissent, and the pre-mortem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.exporters.blocks import Block, Bullets, Facts, Paragraph, Section, Table
from workbench.exporters.recorded import Recorded
from workbench.wording.moments import moment
from workbench.wording.tripwires import tripwire_words
from workbench.wording.workshop import METHOD_WORDS, course_sentence, step_title

ROUNDS = (("first", "First round"), ("second", "Second round"), ("vote", "Vote"), ("runoff", "Runoff"))
STANDINGS = {"facilitator": "led the room", "viewer": "watched"}
Session = Mapping[str, Any]


def session_section(record: Recorded) -> Section | None:
    sessions = [each for each in record["sessions"] or () if isinstance(each, Mapping)]
    if not sessions:
        return None
    blocks: list[Block] = []
    for number, session in enumerate(sessions, start=1):
        if len(sessions) > 1:
            blocks.append(Paragraph(text=f"Session {number} of {len(sessions)}", style="label"))
        blocks += _session(record, session)
    return Section(heading="Appendix: the session" if len(sessions) == 1 else "Appendix: the sessions", blocks=tuple(blocks))  # fmt: skip


def session_dissent(record: Recorded) -> tuple[str, ...]:
    """What was dissented in sessions, a sentence each, in people's own words where they gave any."""
    return tuple(
        _dissent(each)
        for session in record["sessions"] or ()
        if isinstance(session, Mapping)
        for each in session.get("dissent") or ()
    )


def _session(record: Recorded, session: Session) -> list[Block]:
    traded = [text for text in session.get("traded") or () if text]
    facts = (
        ("Opened", moment(str(session["opened_at"]))),
        ("Closed", moment(str(session["closed_at"]))),
        ("What was traded", " against ".join(traded)),
        ("What decided", METHOD_WORDS.get(str(session.get("method")), "")),
        ("Left unrevealed", _unrevealed(session.get("left_unrevealed") or {})),
        ("Answered and not counted", _left_out(session.get("left_out") or {})),
        ("In the register", f"entry {session['last_entry']['seq']}, {session['last_entry']['sha256']}"),
    )
    blocks: list[Block] = [Facts(items=tuple(fact for fact in facts if fact[1])), _people(session)]
    if session.get("judged"):
        blocks.append(_judged(session["judged"]))
    blocks += [
        Paragraph(text=" ".join(part for part in (outcome["sentence"], outcome["said"]) if part))
        for outcome in session.get("outcomes") or ()
    ]
    dissent = tuple(_dissent(each) for each in session.get("dissent") or ())
    if dissent:
        blocks += [Paragraph(text="Dissent", style="label"), Bullets(items=dissent)]
    stories = session.get("stories") or ()
    if stories:
        blocks += [_stories(stories), *_plans(record, stories)]
    if session.get("course"):
        blocks.append(_course(session["course"]))
    return blocks


def _people(session: Session) -> Table:
    rows = tuple(
        (each["label"], each["role"] or "–", STANDINGS.get(each["standing"], "took part"), moment(each["joined_at"]))
        for each in session["seats"]
    )
    return Table(
        header=("Who", "Role", "Part", "Came in"),
        rows=rows,
        align=("left", "left", "left", "left"),
        widths=(2, 2, 1.5, 1.6),
        caption="Who was there",
    )


def _judged(judged: Sequence[Mapping[str, Any]]) -> Table:
    """Only the rounds that were held have a column."""
    rounds = [(key, head) for key, head in ROUNDS if any(each.get(key) is not None for each in judged)]
    rows = tuple((each["label"], each["role"] or "–", *(_said(each.get(key)) for key, _ in rounds)) for each in judged)
    return Table(
        header=("Who", "Role", *(head for _, head in rounds)),
        rows=rows,
        align=("left",) * (2 + len(rounds)),
        widths=(1.5, 1.4, *(1.6 for _ in rounds)),
        caption="What each preferred and voted for, and how they moved",
    )


def _said(name: Any) -> str:
    return "–" if name is None else str(name) or "no point"


def _dissent(each: Mapping[str, Any]) -> str:
    who = ", ".join(part for part in (each["label"], each["role"]) if part)
    vote = f" (voted for {each['vote']})" if each["vote"] else ""
    return f"{who}{vote}: {each['words'] or 'dissents, without words.'}"


def _stories(stories: Sequence[Mapping[str, Any]]) -> Table:
    rows = []
    for each in stories:
        others = [text for text in each["texts"] if text != each["title"]]
        text = f"{each['title']} ({'; '.join(others)})" if others else each["title"]
        risk = "no vote" if each["risk"] is None else f"{each['likelihood']:g} × {each['harm']:g} = {each['risk']:g}"
        rows.append(("–" if each["rank"] is None else str(each["rank"]), text, ", ".join(each["authors"]), risk))
    return Table(
        header=("", "It failed because", "Told by", "Likelihood × harm"),
        rows=tuple(rows),
        align=("right", "left", "left", "left"),
        widths=(0.4, 3.4, 1.4, 1.5),
        caption="Pre-mortem: medians of the room, each from 1 to 5",
    )


def _plans(record: Recorded, stories: Sequence[Mapping[str, Any]]) -> list[Table]:
    rows = []
    for each in stories:
        wire = each["tripwire"]
        watched = "" if wire is None else " ".join(tripwire_words(wire, record.metrics, record.currency))
        cells = (". ".join(part.rstrip(".") for part in (each["stress"], each["found"]) if part), each["mitigation"], each["owner"], watched)  # fmt: skip
        if any(cells):
            rows.append((each["title"], *(cell or "–" for cell in cells)))
    if not rows:
        return []
    return [
        Table(
            header=("Story", "As a stress", "What is done", "Owner", "Tripwire"),
            rows=tuple(rows),
            align=("left",) * 5,
            widths=(1.7, 2, 1.7, 1, 1.6),
            caption="What is done about it",
        )
    ]


def _course(course: Sequence[Mapping[str, str]]) -> Table:
    return Table(
        header=("When", "Who", "What"),
        rows=tuple((moment(each["at"]), each["by"], course_sentence(each)) for each in course),
        align=("left", "left", "left"),
        widths=(1.6, 1.4, 4),
        caption="What was done when",
    )


def _left_out(left: Mapping[str, Sequence[str]]) -> str:
    """Seats that answered a step and only watched by its reveal, as whoever led the room had set."""
    return "; ".join(f"{step_title(step)}: {', '.join(labels)}" for step, labels in left.items())


def _unrevealed(left: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{step_title(step)}: {count} {'person' if count == 1 else 'people'}" for step, count in left.items()
    )
