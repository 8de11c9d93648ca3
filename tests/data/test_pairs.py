import datetime
import re

import numpy as np
import pytest

from dlcourse.data import END, PAD, START, dates, sequence_reversal


def test_targets_are_the_sequences_backwards():
    x, y = sequence_reversal(301, seed=2, length=7, symbols=5)
    assert x.shape == (301, 7) and y.shape == (301, 8) and (PAD, START, END) == (0, 1, 2)
    for given, wanted in zip(x.tolist(), y.tolist(), strict=True):
        tokens = [token for token in given if token != PAD]
        assert given == tokens + [PAD] * (7 - len(tokens)) and set(tokens) <= set(range(3, 8))
        assert wanted == tokens[::-1] + [END] + [PAD] * (7 - len(tokens))
    lengths = np.bincount((x != PAD).sum(axis=1), minlength=8)
    assert lengths[0] == 0 and lengths[1:].min() > 15  # about 43 of each
    assert set(np.unique(x)) == {0, 3, 4, 5, 6, 7}


@pytest.mark.parametrize("name", ["count", "length", "symbols"])
def test_a_reversal_needs_sizes(name):
    with pytest.raises(ValueError, match=rf"sequence_reversal\(\) got {name}=0"):
        sequence_reversal(**{name: 0})


MONTHS = "January February March April May June July August September October November December".split()
WAYS = {  # written here again, as patterns
    "day first": r"(?P<d>\d{1,2}) (?P<m>[A-Z]\w+) (?P<y>\d{4})",
    "month first": r"(?P<m>[A-Z]\w+) (?P<d>\d{1,2}), (?P<y>\d{4})",
    "weekday": r"(?P<w>\w+day), (?P<d>\d{1,2}) (?P<m>[A-Z]\w\w) (?P<y>\d{4})",
    "points": r"(?P<d>\d\d)\.(?P<m>\d\d)\.(?P<y>\d{4})",
    "spoken": r"the (?P<d>\d{1,2})(?P<e>st|nd|rd|th) of (?P<m>[A-Z]\w+) (?P<y>\d{4})",
    "year first": r"(?P<y>\d{4}), (?P<m>[A-Z]\w+) (?P<d>\d{1,2})",
}


def test_every_date_says_the_same_twice_in_one_of_six_ways():
    written, iso = dates(3001, seed=1)
    ways, years = dict.fromkeys(WAYS, 0), set()
    for text, right in zip(written, iso, strict=True):
        way, found = next((way, m) for way, pattern in WAYS.items() if (m := re.fullmatch(pattern, text)))
        month = found["m"]
        month = int(month) if month.isdigit() else [name[: len(month)] for name in MONTHS].index(month) + 1
        date = datetime.date(int(found["y"]), month, int(found["d"]))
        assert date.isoformat() == right
        if way == "weekday":
            assert found["w"] == "Mon Tues Wednes Thurs Fri Satur Sun".split()[date.weekday()] + "day"
        if way == "spoken":
            endings = {1: "st", 21: "st", 31: "st", 2: "nd", 22: "nd", 3: "rd", 23: "rd"}
            assert found["e"] == endings.get(date.day, "th")
        ways[way] += 1
        years.add(date.year)
    assert min(ways.values()) > 400  # about 500 each
    assert min(years) == 1900 and max(years) == 2099


def test_dates_need_a_count():
    with pytest.raises(ValueError, match=r"dates\(\) got count=0"):
        dates(0)
