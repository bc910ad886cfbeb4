"""A page of a room as a browser has it, without a browser: it keeps its seat, draws itself again by its timer, and presses.

Fifty of them fit on two cores. Everything that the app sends to one is kept, so that a test may look for what it must not be sent.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

PATIENCE_SECONDS = 60
_FIELDS = {"text_input": "string_value", "text_area": "string_value", "slider": "string_array_value"}


class RoomPhone:
    """One tab at ``query`` (``room=ABC234``) of ``page``; ``storage`` is what the browser keeps, by the room's code."""

    def __init__(
        self, address: str, query: str, *, page: str = "", storage: dict[str, str] | None = None, session: str = ""
    ) -> None:
        self.address, self.query, self.page = address, query, page
        self.storage = {} if storage is None else storage
        self.session = session
        self.frames: list[bytes] = []
        self.drawn_at: list[float] = []
        self.options: dict[str, list[str]] = {}
        self._values: dict[str, tuple[str, Any]] = {}
        self._ids: dict[str, str] = {}
        self._fragment_of: dict[str, str] = {}
        self._texts: list[tuple[float, str]] = []
        self._fragment, self._is_busy = "", False
        self._changed, self._sending = threading.Condition(), threading.Lock()
        self._open, self._closed = ExitStack(), threading.Event()
        self._connect()
        self.send()

    def _connect(self) -> None:
        self._socket = self._open.enter_context(
            connect(
                f"{self.address.replace('http', 'ws', 1)}/_stcore/stream",
                subprotocols=["streamlit", "none", *([self.session] if self.session else [])],
                max_size=None,
                ping_interval=None,
                open_timeout=PATIENCE_SECONDS,
            )
        )
        self._threads = [
            threading.Thread(target=self._read, daemon=True),
            threading.Thread(target=self._poll, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def send(self, *, press: str = "", fragment: str = "", is_timer: bool = False) -> None:
        """Ask for a run, with what the fields hold, and with this button pressed."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_name, asked.is_auto_rerun = self.query, self.page, is_timer
        asked.fragment_id = fragment or self._fragment_of.get(press, "")
        with self._sending:
            for widget, (kind, value) in self._values.items():
                state = asked.widget_states.widgets.add(id=widget)
                if kind == "string_array_value":
                    state.string_array_value.data.extend(value)
                else:
                    setattr(state, kind, value)
            if press:
                asked.widget_states.widgets.add(id=self._ids[press], trigger_value=True)
            self._is_busy = True
            with suppress(ConnectionClosed, OSError):
                self._socket.send(message.SerializeToString())

    def fill(self, label: str, value: str | list[str]) -> None:
        """What the next message says of this field."""
        kind = "string_array_value" if isinstance(value, list) else "string_value"
        self._values[self._ids[label]] = (kind, value)

    def forget(self, label: str) -> None:
        """Say nothing more of this field, as where its form was sent and is empty again."""
        self._values.pop(self._ids[label], None)

    def press(self, label: str) -> float:
        """Press a button; when that was."""
        self.until(lambda: label in self._ids)
        pressed = time.monotonic()
        self.send(press=label)
        return pressed

    def until_said(self, text: str, *, since: float = 0.0) -> float:
        """Wait until the page says this; when it was first said after ``since``."""
        found: list[float] = []

        def is_said() -> bool:
            found[:] = self._said(text, since)[:1]
            return bool(found)

        try:
            self.until(is_said)
        except TimeoutError:
            raise TimeoutError(
                f"{text!r} is not on the page; last: {[told[-200:] for _, told in self._texts[-12:]]}"
            ) from None
        return found[0]

    def says(self, text: str, *, since: float = 0.0) -> bool:
        """Whether the page has said this."""
        return bool(self._said(text, since))

    def _said(self, text: str, since: float) -> list[float]:
        return [at for at, told in self._texts if at >= since and text in told.replace("\\", "")]

    def until(self, is_true: Callable[[], bool]) -> None:
        with self._changed:
            if not self._changed.wait_for(is_true, timeout=PATIENCE_SECONDS):
                raise TimeoutError("what was waited for did not come")

    def knows(self, label: str) -> bool:
        return label in self._ids

    def lose_connection(self) -> None:
        """As where the machine sleeps or the network is gone: nothing is said, and nothing more is read."""
        self._closed.set()
        with suppress(OSError):
            self._socket.socket.shutdown(socket.SHUT_RDWR)
        with suppress(Exception):
            self._open.close()

    def back(self, *, is_same_tab: bool) -> RoomPhone:
        """The page again: the same tab, which asks for its session, or a new tab of the same browser."""
        session = self.session if is_same_tab else ""
        again = RoomPhone(self.address, self.query, page=self.page, storage=self.storage, session=session)
        with again._changed:
            again.frames[:0] = self.frames
            if is_same_tab:  # its timer went on meanwhile, and its fields are still there
                again._fragment = again._fragment or self._fragment
                again._ids = {**self._ids, **again._ids}
                again._fragment_of = {**self._fragment_of, **again._fragment_of}
        again._is_busy = again._is_busy and not is_same_tab
        return again

    def close(self) -> None:
        self._closed.set()
        self._open.close()
        for thread in self._threads:
            thread.join(10)

    def _poll(self) -> None:
        """Draws again every other second, as the browser does; not while the run before is still on."""
        while not self._closed.wait(2.0):
            if self._fragment and not self._is_busy:
                self.send(fragment=self._fragment, is_timer=True)

    def _read(self) -> None:
        with suppress(ConnectionClosed, OSError):
            for content in self._socket:
                self.frames.append(content)
                message = ForwardMsg()
                message.ParseFromString(content)
                with self._changed:
                    self._take(message)
                    self._changed.notify_all()

    def _take(self, message: Any) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.session = message.new_session.initialize.session_id or self.session
        elif kind == "auto_rerun":
            self._fragment = message.auto_rerun.fragment_id
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "script_finished":
            self._is_busy = False
            self.drawn_at.append(time.monotonic())
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._take_element(message.delta.new_element, message.delta.fragment_id)

    def _take_element(self, element: Any, fragment: str) -> None:
        shown = element.WhichOneof("type")
        if shown in (*_FIELDS, "button"):
            widget = getattr(element, shown)
            self._ids[widget.label], self._fragment_of[widget.label] = widget.id, fragment
            if shown == "slider":
                self.options[widget.label] = list(widget.options)
        elif shown == "selectbox":  # a browser tells what it begins with
            box = element.selectbox
            if box.HasField("default"):
                self._values.setdefault(box.id, ("string_value", box.options[box.default]))
        elif shown == "bidi_component" and element.bidi_component.component_name.endswith("room_seat"):
            self._answer_for_seat(element.bidi_component)
        elif shown in ("markdown", "alert", "html"):
            self._texts.append((time.monotonic(), getattr(element, shown).body))

    def _answer_for_seat(self, component: Any) -> None:
        """What ``room_seat.js`` does."""
        data = json.loads(component.json)
        if data["forget"]:
            self.storage.pop(data["code"], None)
        if data["keep"]:
            self.storage[data["code"]] = data["keep"]
        value = ("json_value", json.dumps({"seat": self.storage.get(data["code"], "")}))
        if self._values.get(component.id) != value:
            self._values[component.id] = value
            self.send()
