import numpy as np
import pytest

from dlcourse import claim
from dlcourse.grading.claim import ClaimError


@pytest.mark.parametrize(
    "measured, expectation",
    [
        (8, {"expected": 8}),
        (True, {}),
        (True, {"expected": True}),
        (0.749, {"expected": 0.75, "within": 0.01}),
        ([0.97, 0.98, 0.99], {"between": (0.97, 0.99)}),
        ([0.8, 0.9], {"above": 0.7}),
        ([0.8, 0.9], {"above": [0.7, 0.85]}),
        ([0.1, 0.2], {"below": [0.2, 0.3]}),
        ([True, True], {}),
        (np.uint8(3), {"expected": np.uint8(5), "within": 3}),
        (np.True_, {"expected": np.True_, "within": 0.5}),
        (np.float32(0.1), {"expected": 0.1}),
        (10**30, {"expected": 10**30}),
    ],
)
def test_a_claim_that_holds_is_one_quiet_line(measured, expectation, capsys):
    claim("A sentence", measured, **expectation)
    printed = capsys.readouterr().out
    assert printed.startswith("Claim holds: A sentence. Measured ")
    assert printed.count("\n") == 1


@pytest.mark.parametrize(
    "measured, expectation",
    [
        (9, {"expected": 8}),
        (False, {}),
        ([True, False], {}),
        (0.77, {"expected": 0.75, "within": 0.01}),
        (float("nan"), {"expected": 0.75, "within": 0.01}),
        ([0.97, 0.98, 1.0], {"between": (0.97, 0.99)}),
        ([float("nan")], {"between": (0, 1)}),
        ([0.8, 0.6], {"above": 0.7}),
        ([0.8, 0.8], {"above": [0.7, 0.85]}),
        ([0.7], {"above": 0.7}),
        ([0.1, 0.3], {"below": [0.2, 0.3]}),
    ],
)
def test_a_claim_that_does_not_hold_says_what_was_measured(measured, expectation):
    with pytest.raises(ClaimError, match="no longer holds: A sentence. Measured .+, expected .+"):
        claim("A sentence", measured, **expectation)


@pytest.mark.parametrize(
    "measured, expectation",
    [
        (1.0, {}),
        (1.0, {"expected": 1, "above": 0}),
        (1.0, {"above": 0, "within": 1}),
        ([], {"above": 0}),
        ("many", {"expected": "many"}),
        (None, {"expected": 1}),
        ([[1], [2, 3]], {"above": 0}),
        ([1, 2, 3], {"above": [1, 2]}),
        (1, {"expected": "1"}),
        (1, {"between": 3}),
        (1, {"between": (2, 1)}),
        ([1, 2], {"expected": 1, "within": [1, 2]}),
    ],
)
def test_a_claim_without_a_measurement_or_an_expectation_is_refused(measured, expectation):
    with pytest.raises(ValueError, match="claim"):
        claim("A sentence", measured, **expectation)


def test_values_are_counted_and_digits_are_few(capsys):
    claim("A sentence", [0.912345, 0.95], above=0.9)
    assert "Measured 0.912 to 0.95 (2 values), expected above 0.9." in capsys.readouterr().out


@pytest.mark.parametrize(
    "measured, expectation, words",
    [
        (0.9996, {"below": 1}, "Measured 0.9996, expected below 1."),
        (12345.6, {"below": 12346.0}, "Measured 12345.6, expected below 12346."),
        ([0.97001, 0.98], {"above": 0.97}, "Measured 0.97001 to 0.98 (2 values), expected above 0.97."),
        (0.7596, {"expected": 0.75, "within": 0.0097}, "Measured 0.7596, expected 0.75 within 0.0097."),
    ],
)
def test_rounding_never_makes_the_words_untrue(measured, expectation, words, capsys):
    claim("A sentence", measured, **expectation)
    assert words in capsys.readouterr().out


def test_a_claim_that_fails_by_little_shows_by_how_much():
    with pytest.raises(ClaimError, match="Measured 0.9999999, expected 1."):
        claim("A sentence", 0.9999999, 1)
