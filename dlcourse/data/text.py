"""Text of the course's own: a story to be continued letter by letter, and sentences that praise or complain."""

from functools import cache
from pathlib import Path

import numpy as np

from dlcourse import _require

_SUBJECTS = (
    *("film", "meal", "hotel", "book", "concert", "phone", "service", "trip"),
    *("coffee", "game", "lesson", "jacket", "room", "song", "story", "museum"),
)
_PRAISE = ("good", "great", "lovely", "excellent", "brilliant", "pleasant")
_PRAISE += ("charming", "wonderful", "delightful", "perfect", "superb", "enjoyable")
_BLAME = ("bad", "awful", "boring", "terrible", "poor", "horrible", "dull", "dreadful", "disappointing", "ugly")
_BLAME += ("annoying", "worthless")
_PLAIN = (
    *("The {} was {}.", "The {} was really {}.", "I found the {} {}.", "For me the {} was {} from the start."),
    *("This {} is {}!", "My friends said the {} was {}, and they were right.", "All in all, the {} was {}."),
    *("We thought the {} was {}.", "The {} turned out to be {}."),
)
_TURNED = ("The {} was not {}.", "I would not say the {} was {}.", "They said the {} was {}, but it was not.")


@cache
def prose_text():
    """A story of 19,604 characters, written for the course, with a blank line between paragraphs.

    Example:
        >>> prose_text()[:12]
        'The harbour '
    """
    return Path(__file__).with_name("prose.txt").read_text(encoding="utf-8")


@cache
def prose_characters():
    """The different characters of the story in alphabetical order; a character's id is its place here.

    Example:
        >>> prose_characters()[-3:]
        'wxy'
    """
    return "".join(sorted(set(prose_text())))


def prose(count=1000, seed=0, *, length=40):
    """Windows of the story as character ids, and the same windows one character later.

    Args:
        count: number of windows; they start anywhere and may overlap. None for consecutive windows from the start
            that don't.
        seed: decides where they start.
        length: characters of a window.

    Returns:
        ids ``(count, length)`` int64 and the ids that follow each of them ``(count, length)`` int64; both are places
        in ``prose_characters()``.

    Raises:
        ValueError: a size is not a whole number of 1 or more, or a window is longer than the story.

    Example:
        >>> ids, following = prose(None, length=11)
        >>> "".join(prose_characters()[i] for i in ids[0]), prose_characters()[following[0, -1]]
        ('The harbour', ' ')
    """
    text = prose_text()
    _require.positive_integer("prose()", "length", length)
    _require.number("prose()", "length", length, high=len(text) - 1)
    if count is None:
        starts = np.arange(0, len(text) - length, length)
    else:
        count = _require.positive_integer("prose()", "count", count)
        starts = np.random.default_rng(seed).integers(len(text) - length, size=count)
    places = {character: i for i, character in enumerate(prose_characters())}
    ids = np.array([places[character] for character in text], "int64")
    windows = ids[starts[:, None] + np.arange(length + 1)]
    return windows[:, :-1], windows[:, 1:]


def sentiment_sentences(count=300, seed=0):
    """Short sentences that praise (1) or complain (0), no two alike; a quarter turn their adjective round with "not".

    Args:
        count: number of sentences, up to 4,608.
        seed: decides which.

    Returns:
        sentences ``(count,)`` of strings and labels ``(count,)`` int64.

    Raises:
        ValueError: ``count`` is not a whole number of 1 or more, or there are not so many sentences.

    Example:
        >>> sentences, labels = sentiment_sentences(2, seed=4)
        >>> list(zip(sentences.tolist(), labels.tolist()))
        [('We thought the jacket was superb.', 1), ('The museum was really great.', 1)]
    """
    frames, adjectives = _PLAIN + _TURNED, _PRAISE + _BLAME
    sizes = len(_SUBJECTS), len(frames), len(adjectives)
    count = _require.positive_integer("sentiment_sentences()", "count", count)
    if count > np.prod(sizes):
        raise ValueError(f"sentiment_sentences() got count={count}; there are {np.prod(sizes)} different sentences.")
    places = np.random.default_rng(seed).choice(np.prod(sizes), count, replace=False)
    subject, frame, adjective = np.unravel_index(places, sizes)
    texts = [frames[f].format(_SUBJECTS[s], adjectives[a]) for s, f, a in zip(subject, frame, adjective, strict=True)]
    return np.array(texts), ((adjective < len(_PRAISE)) ^ (frame >= len(_PLAIN))).astype("int64")
