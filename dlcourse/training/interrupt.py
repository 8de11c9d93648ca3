"""Ctrl-C, or a notebook's stop button, waits until the weights are in order."""

import signal
import threading


class Interrupt:
    """Within a ``with``, the first interrupt only sets ``asked``; a second one raises KeyboardInterrupt at once.

    Only Python's default handler is replaced, and only in the main thread, as Python demands; elsewhere and beside
    another program's handler nothing changes.
    """

    def __init__(self):
        self.asked = False

    def __enter__(self):
        main = threading.current_thread() is threading.main_thread()
        self.ours = main and signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if self.ours:
            signal.signal(signal.SIGINT, self._note)
        return self

    def _note(self, number, frame):
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True

    def __exit__(self, *_):
        if self.ours and signal.getsignal(signal.SIGINT) == self._note:  # else somebody set another meanwhile
            signal.signal(signal.SIGINT, signal.default_int_handler)
