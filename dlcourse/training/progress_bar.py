"""How far a run is: one line, redrawn in a terminal or a notebook, and silent where it would be stored."""

import os
import sys
import time

from dlcourse.grading.display import in_notebook

SECONDS = 0.1  # between two drawings
WIDTH = 20


class ProgressBar:
    """A line that is redrawn while training goes on.

    Args:
        verbose: 0: nothing; 1: the line, and where nobody watches just its last state; 2: a line for each epoch;
            "auto": the line in a terminal or a notebook, nothing elsewhere and nothing under CI.
        epochs: how many there will be.
    """

    def __init__(self, verbose, epochs):
        screen = None if "CI" in os.environ else screen_of_this_process()
        self.verbose = int(screen is not None) if verbose == "auto" else verbose
        self.screen = screen if self.verbose == 1 else None
        self.epochs = epochs
        self.start(0)

    def start(self, epoch):
        """The clock starts, before epoch number ``epoch``."""
        self.first, self.began, self.drawn = epoch, time.monotonic(), 0.0

    def update(self, epoch, step, steps, logs):
        """After some steps; ``logs()`` is only asked for when the line is drawn."""
        now = time.monotonic()
        if self.screen and now - self.drawn >= SECONDS:
            self.drawn = now
            self.screen.draw(self.line(epoch, step, steps, logs(), now - self.began))

    def line(self, epoch, step, steps, logs, seconds):
        """``epoch 2/5 [====      ] loss 0.4321  0:12 left``; ``steps`` is None where nobody knows how many."""
        head = f"epoch {epoch + 1}/{self.epochs}"
        if not steps:
            return f"{head} step {step} {numbers(logs)}"
        done = epoch - self.first + step / steps
        left = seconds / done * (self.epochs - self.first - done)
        return f"{head} [{'=' * (WIDTH * step // steps):<{WIDTH}}] {numbers(logs)}  {clock(left)} left"

    def epoch_end(self, epoch, logs):
        if self.verbose == 2:
            print(f"epoch {epoch + 1}/{self.epochs}  {numbers(logs)}", flush=True)

    def say(self, sentence):
        """A line of its own."""
        if self.verbose:
            print(sentence, flush=True)

    def close(self, epochs, logs):
        """The last state, a plain line without times, so that a stored output stays the same."""
        line = f"{epochs} epoch{'s' * (epochs != 1)}: {numbers(logs)}"
        if self.screen:
            self.screen.close(line)
        elif self.verbose == 1:
            print(line, flush=True)


class Terminal:
    """Draws over the line that it drew before."""

    width = 0

    def draw(self, line):
        sys.stdout.write("\r" + line.ljust(self.width))
        sys.stdout.flush()
        self.width = len(line)

    def close(self, line):
        self.draw(line)
        sys.stdout.write("\n")


class Notebook:
    """Shows plain text and replaces it."""

    display = None

    def draw(self, line):
        from IPython.display import display

        content = {"text/plain": line}
        if self.display is None:
            self.display = display(content, raw=True, display_id=True)
        else:
            self.display.update(content, raw=True)

    close = draw


def screen_of_this_process():
    """Where somebody may be watching; None when output goes to a file or another program."""
    if in_notebook():
        return Notebook()
    return Terminal() if sys.stdout is not None and sys.stdout.isatty() else None


def numbers(logs):
    """``loss 0.4321  accuracy 0.8750``"""
    return "  ".join(
        f"{name} {value:.4f}" if 1e-3 <= abs(value) < 1e4 else f"{name} {value:.3g}" for name, value in logs.items()
    )


def clock(seconds):
    """``0:07``, ``12:30`` or ``1:02:03``.

    Example:
        >>> clock(7.4), clock(750), clock(3723)
        ('0:07', '12:30', '1:02:03')
    """
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
