"""How people come in: the code, the link and its QR code; and who is here."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

import segno
import streamlit as st

from workbench.rooms import RoomView, Seat, is_allowed
from workbench.ui.studies import now_text
from workbench.wording.elapsed import seconds_between

# Who looked this long ago is still here; a page asks every other second.
HERE_SECONDS = 12
_OWN_HOSTS = ("localhost", "127.0.0.1", "::1")


def join_link(code: str) -> str:
    """The address that opens straight to the room, on the host by which this browser reaches the app."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}/?room={code}" if parts.netloc else f"/?room={code}"


def code_shown(code: str) -> str:
    """The code as it is read out: two groups of three."""
    return f"{code[:3]} {code[3:]}"


def qr_html(code: str, *, width_rem: float) -> str:
    """The QR code of the link as HTML, dark on white in either theme."""
    uri = segno.make(join_link(code), micro=False, error="m").svg_data_uri(scale=8, border=3, dark="#000", light="#fff")
    return (
        f"<div class='wb-qr' style='width:{width_rem}rem;max-width:100%'>"
        f"<img src=\"{uri}\" alt='QR code of the link to join'></div>"
    )


def draw_invite(code: str) -> None:
    """Code, QR code and link, and what is to do where phones cannot reach this address."""
    st.html(f"<div class='wb-code'>{escape(code_shown(code))}</div>{qr_html(code, width_rem=11)}")
    st.code(join_link(code), language=None, wrap_lines=True)
    if urlsplit(join_link(code)).hostname in _OWN_HOSTS:
        st.caption(
            "This address works on this machine only. For phones, open the app by an address that they reach too; "
            "the deployment guide says how."
        )


def here_html(view: RoomView) -> str:
    """Who has a seat, those who are here first."""
    away, rows = away_seats(view), []
    for seat in seated(view):
        is_here = seat.id not in away
        role = "facilitator" if seat.standing == "facilitator" else ""
        said = ", ".join(part for part in (seat.role, role) if part)
        where = "" if is_here else " <small>(away)</small>"
        rows.append((not is_here, f"<li>{escape(seat.label)} <small>{escape(said)}</small>{where}</li>"))
    return f"<ul class='wb-here'>{''.join(row for _, row in sorted(rows, key=lambda each: each[0]))}</ul>"


def seated(view: RoomView) -> list[Seat]:
    """Everybody but the screens, which only watch."""
    return [seat for seat in view.seats if seat.standing != "viewer"]


def away_seats(view: RoomView) -> frozenset[str]:
    """Seats of people whose page was not drawn for a while."""
    now = now_text()
    return frozenset(
        seat.id for seat in seated(view) if seconds_between(view.seen_at.get(seat.id, ""), now) > HERE_SECONDS
    )


def here_text(view: RoomView) -> str:
    """How many are in the room, and how many of the seats are left alone: ``3 in the room, 1 away``."""
    away, everybody = len(away_seats(view)), len(seated(view))
    return f"{everybody - away} in the room{f', {away} away' if away else ''}"


def answered_word(step: str) -> str:
    """A judgement is several questions, each kept as it is answered: only that it was begun is known."""
    return "have begun to answer" if step.startswith("elicit") else "have answered"


def answered_text(view: RoomView, step: str) -> str:
    """How many answered of those who may, and who of these are away: never what, nor who answered."""
    away, told = away_seats(view), f"{view.answered.get(step, 0)} of {voters_count(view)} {answered_word(step)}"
    gone = sum(_votes(seat) for seat in view.seats if seat.id in away)
    return f"{told}{f', {gone} away' if gone else ''}"


def voters_count(view: RoomView) -> int:
    """How many seats may answer."""
    return sum(map(_votes, view.seats))


def _votes(seat: Seat) -> bool:
    return is_allowed(seat.standing, "vote")
