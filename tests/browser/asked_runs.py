"""Which runs of the app a page has asked for, so that a test can wait until the last of them began."""

from __future__ import annotations

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class AskedRuns:
    """``is_waiting`` from a request until its run begins: for that time the page still looks idle."""

    def __init__(self, page) -> None:
        self.is_waiting = False
        self._page = page
        page.on("request", self._requested)
        page.on("websocket", self._listen)

    def _requested(self, request) -> None:
        # A page that is loaded asks for a run once its script is there.
        if request.is_navigation_request() and request.frame == self._page.main_frame:
            self.is_waiting = True

    def _listen(self, websocket) -> None:
        websocket.on("framesent", self._sent)
        websocket.on("framereceived", self._received)

    def _sent(self, content: bytes | str) -> None:
        if isinstance(content, bytes) and BackMsg.FromString(content).WhichOneof("type") == "rerun_script":
            self.is_waiting = True

    def _received(self, content: bytes | str) -> None:
        if isinstance(content, bytes) and ForwardMsg.FromString(content).WhichOneof("type") == "new_session":
            self.is_waiting = False
