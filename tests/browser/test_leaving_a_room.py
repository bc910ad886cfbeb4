"""Whoever leaves a room's page for another one keeps that one, whatever the room's page still asks for."""

from __future__ import annotations

import re
import secrets

import pytest
from playwright.sync_api import expect
from streamlit.proto.BackMsg_pb2 import BackMsg

pytestmark = pytest.mark.browser


class LateAsker:
    """A browser's socket that asks for the old page's living part once more, right behind what leads to another page."""

    def __init__(self, page):
        self.asked, self.is_leaving, self.sent_late = None, False, 0
        page.route_web_socket(re.compile("_stcore/stream"), self._connect)

    def _connect(self, route):
        server = route.connect_to_server()
        server.on_message(route.send)
        route.on_message(lambda content: self._send(server, content))

    def _send(self, server, content):
        message = BackMsg()
        message.ParseFromString(content)
        server.send(content)
        if message.WhichOneof("type") != "rerun_script":
            return
        if message.rerun_script.is_auto_rerun:
            self.asked = content
        elif self.is_leaving and self.asked is not None:
            server.send(self.asked)
            self.sent_late += 1


def test_the_next_page_stays_when_the_room_asks_once_more(new_context, base_url, idle):
    page = new_context().new_page()
    late = LateAsker(page)
    page.goto(f"{base_url}/workshop?study=sample-card-fraud-{secrets.token_hex(3)}")
    page.get_by_label("Your name: you lead").fill("Fay")
    page.get_by_role("button", name="Open a room", exact=True).click()
    page.get_by_text("Who is here").wait_for()
    while late.asked is None:
        page.wait_for_timeout(200)
    late.is_leaving = True
    page.get_by_role("link", name="Decision").click()
    expect(page.get_by_text("No point is chosen yet.")).to_be_visible()
    idle(page, settle_ms=1000)
    assert late.sent_late
    expect(page.get_by_text("No point is chosen yet.")).to_be_visible(timeout=3000)
