"""A browser's side of the conversation with the app, without a browser: messages on a socket, at the moment one wants."""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

RUN_SECONDS_MAX = 180


class PageClient:
    """One tab on one page of a study. What the app sends is collected; what it is told is up to the caller."""

    def __init__(
        self, address: str, *, page: str, study: str, session: str = "", values: Mapping[str, str] | None = None
    ) -> None:
        self.address, self.page, self.study, self.session = address, page, study, session
        self.widgets: dict[str, str] = {}
        self.values = dict(values or {})
        self.said: list[str] = []
        self.drawn = ""
        self._is_drawing = False
        self._finished = threading.Event()
        self._open = ExitStack()
        self._socket = self._open.enter_context(
            connect(
                f"{address.replace('http', 'ws', 1)}/_stcore/stream",
                subprotocols=["streamlit", "none", *([session] if session else [])],
                max_size=None,
                ping_interval=None,
                open_timeout=RUN_SECONDS_MAX,
            )
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def again(self, *, session: str = "") -> PageClient:
        """Another tab on the same page; with a ``session``, the same tab after its connection was lost."""
        values = self.values if session else {}
        return PageClient(self.address, page=self.page, study=self.study, session=session, values=values)

    def send(self, *, press: str = "", page: str = "", **values: str) -> None:
        """Ask for a run: with these widgets' values, by their labels, and with this button pressed.

        As from a browser, what was sent once goes along with everything after it; a press does not.
        """
        self._is_drawing = False
        self._finished.clear()
        self.values.update({self.widgets[label]: value for label, value in values.items()})
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_name = f"study={self.study}", page or self.page
        for widget, value in self.values.items():
            asked.widget_states.widgets.add(id=widget, string_value=value)
        if press:
            asked.widget_states.widgets.add(id=self.widgets[press], trigger_value=True)
        with suppress(ConnectionClosed):
            self._socket.send(message.SerializeToString())

    def is_done(self, *, within_seconds: float) -> bool:
        return self._finished.wait(within_seconds)

    def wait(self) -> None:
        """Until the run is over."""
        if not self.is_done(within_seconds=RUN_SECONDS_MAX):
            raise TimeoutError(f"{self.page} of {self.study} was not drawn in {RUN_SECONDS_MAX} s")

    def close(self, *, at_once: bool = False) -> None:
        """Close the tab; ``at_once`` as where the machine is gone: nothing is said, and nothing more is read."""
        if at_once:
            with suppress(OSError):
                self._socket.socket.shutdown(socket.SHUT_RDWR)
        self._open.close()
        self._reader.join(10)

    def _read(self) -> None:
        with suppress(ConnectionClosed, OSError):
            for content in self._socket:
                message = ForwardMsg()
                message.ParseFromString(content)
                self._take(message)

    def _take(self, message: Any) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.session = message.new_session.initialize.session_id
        elif kind == "script_finished":
            # A run that another one takes the place of is not the end; nor is, where a connection was lost, that of the run
            # which was stopped with it before it drew anything.
            if self._is_drawing and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self._finished.set()
        elif kind == "delta":
            self._is_drawing = True
            self._collect(message)

    def _collect(self, message: Any) -> None:
        if message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            shown = element.WhichOneof("type")
            if shown in ("text_input", "selectbox", "button"):
                self.widgets[getattr(element, shown).label] = getattr(element, shown).id
            elif shown == "alert":
                self.said.append(element.alert.body)
            elif shown == "html":
                self.drawn += element.html.body
