"""How people come in: the code, the link and its QR code; and who is here."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

import segno
import streamlit as st

from workbench.rooms import RoomView, Seat
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
    now, rows = now_text(), []
    for seat in seated(view):
        is_here = seconds_between(view.seen_at.get(seat.id, ""), now) <= HERE_SECONDS
        role = "facilitator" if seat.standing == "facilitator" else ""
        said = ", ".join(part for part in (seat.role, role) if part)
        away = "" if is_here else " <small>(away)</small>"
        rows.append((not is_here, f"<li>{escape(seat.label)} <small>{escape(said)}</small>{away}</li>"))
    return f"<ul class='wb-here'>{''.join(row for _, row in sorted(rows, key=lambda each: each[0]))}</ul>"


def seated(view: RoomView) -> list[Seat]:
    """Everybody but the screens, which only watch."""
    return [seat for seat in view.seats if seat.standing != "viewer"]


def voters_count(view: RoomView) -> int:
    """How many seats may answer."""
    return sum(seat.standing in ("participant", "owner", "editor") for seat in view.seats)
