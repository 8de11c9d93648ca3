import sys

import pytest

from dlcourse.training import progress_bar
from dlcourse.training.progress_bar import Notebook, ProgressBar, Terminal, clock, numbers, screen_of_this_process


class Screen:
    def __init__(self):
        self.lines = []

    def draw(self, line):
        self.lines.append(line)

    def close(self, line):
        self.lines.append(f"end: {line}")


@pytest.fixture
def watched(monkeypatch):
    """A screen that somebody looks at, and a clock that is set by hand."""
    screen = Screen()
    screen.now = 100.0
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(progress_bar, "screen_of_this_process", lambda: screen)
    monkeypatch.setattr(progress_bar.time, "monotonic", lambda: screen.now)
    return screen


def test_the_line_says_where_it_is_and_what_is_left(watched):
    bar = ProgressBar("auto", epochs=5)
    bar.start(1)
    watched.now += 30
    bar.update(2, 50, 100, lambda: {"loss": 0.43214, "acc": 0.5})
    # one and a half of four epochs took 30 s; two and a half are left
    assert watched.lines == ["epoch 3/5 [==========          ] loss 0.4321  acc 0.5000  0:50 left"]


def test_it_is_drawn_ten_times_a_second_at_most(watched):
    bar = ProgressBar(1, epochs=2)
    for _ in range(10):
        watched.now += 0.06
        bar.update(0, 1, 2, lambda: {"loss": 1.0})
    assert len(watched.lines) == 5
    bar.update(0, 1, 2, lambda: pytest.fail("asked for numbers that aren't shown"))


def test_an_unknown_number_of_steps_has_no_bar(watched):
    assert ProgressBar(1, 2).line(0, 17, None, {"loss": 1.0}, 3.0) == "epoch 1/2 step 17 loss 1.0000"


def test_the_end_is_one_plain_line(watched, capsys):
    ProgressBar("auto", 3).close(1, {"loss": 0.25})
    ProgressBar("auto", 3).close(3, {"loss": 0.25})
    assert watched.lines == ["end: 1 epoch: loss 0.2500", "end: 3 epochs: loss 0.2500"]
    assert capsys.readouterr().out == ""


def test_nobody_watching_and_ci_are_quiet(watched, monkeypatch, capsys):
    monkeypatch.setenv("CI", "true")
    bar = ProgressBar("auto", 1)
    bar.update(0, 1, 2, dict)
    bar.epoch_end(0, {"loss": 1.0})
    bar.say("a sentence")
    bar.close(1, {"loss": 1.0})
    assert watched.lines == [] and capsys.readouterr().out == ""
    bar = ProgressBar(1, 1)  # asked for all the same: just the end
    bar.update(0, 1, 2, dict)
    bar.say("a sentence")
    bar.close(1, {"loss": 1.0})
    assert watched.lines == [] and capsys.readouterr().out == "a sentence\n1 epoch: loss 1.0000\n"
    monkeypatch.delenv("CI")
    monkeypatch.setattr(progress_bar, "screen_of_this_process", lambda: None)
    bar = ProgressBar("auto", 1)
    bar.close(1, {"loss": 1.0})
    assert bar.verbose == 0 and capsys.readouterr().out == ""


def test_0_shows_nothing_and_2_a_line_an_epoch(watched, capsys):
    for verbose, expected in ((0, ""), (2, "epoch 2/7  loss 1.0000\n")):
        bar = ProgressBar(verbose, 7)
        bar.update(0, 1, 2, dict)
        bar.epoch_end(1, {"loss": 1.0})
        bar.close(1, {"loss": 1.0})
        assert watched.lines == [] and capsys.readouterr().out == expected


def test_a_terminal_is_written_over(capsys, monkeypatch):
    flushed = []
    monkeypatch.setattr(sys.stdout, "flush", lambda: flushed.append(None), raising=False)
    terminal = Terminal()
    terminal.draw("long line")
    terminal.draw("short")
    terminal.close("end")
    assert capsys.readouterr().out == "\rlong line\rshort    \rend  \n"
    assert len(flushed) >= 3


def test_a_notebook_shows_one_output_that_changes(monkeypatch):
    shown = []

    class Handle:
        def update(self, content, raw):
            shown.append(("update", content, raw))

    def display(content, raw, display_id):
        shown.append(("new", content, raw))
        assert display_id is True
        return Handle()

    monkeypatch.setattr("IPython.display.display", display)
    notebook = Notebook()
    notebook.draw("a")
    notebook.draw("b")
    notebook.close("c")
    assert [(kind, content["text/plain"], raw) for kind, content, raw in shown] == [
        ("new", "a", True),
        ("update", "b", True),
        ("update", "c", True),
    ]


def test_where_somebody_may_be_watching(monkeypatch):
    monkeypatch.setattr(progress_bar, "in_notebook", lambda: True)
    assert isinstance(screen_of_this_process(), Notebook)
    monkeypatch.setattr(progress_bar, "in_notebook", lambda: False)
    assert screen_of_this_process() is None  # pytest catches the output
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert isinstance(screen_of_this_process(), Terminal)
    monkeypatch.setattr(sys, "stdout", None)
    assert screen_of_this_process() is None


def test_numbers_and_times():
    assert numbers({"loss": 0.00012345, "a": 12345.6, "b": 0.001, "c": 9999.0}) == (
        "loss 0.000123  a 1.23e+04  b 0.0010  c 9999.0000"
    )
    assert numbers({"loss": float("nan"), "zero": 0.0}) == "loss nan  zero 0"
    assert [clock(0), clock(59.6), clock(3599), clock(3600), clock(86400)] == [
        "0:00",
        "1:00",
        "59:59",
        "1:00:00",
        "24:00:00",
    ]
