"""The comparison of activations is fair: same weights, same rows, the rate chosen without the test part."""

import numpy as np

from dlcourse.experiments import activation_runs


def test_the_three_parts_of_the_digits_share_no_row():
    parts = activation_runs.digits_in_three(3)
    assert sum(len(x) for x, _ in parts) == 1797
    rows = [{row.tobytes() for row in x} for x, _ in parts]
    assert not (rows[0] & rows[1] or rows[0] & rows[2] or rows[1] & rows[2])
    assert all(0 <= x.min() and x.max() == 1 for x, _ in parts)


def test_all_start_with_the_same_loss_and_one_run_is_one_seed(monkeypatch):
    monkeypatch.setattr(activation_runs, "STEPS", 60)
    seen = {}
    train = activation_runs._train

    def spy(activation, rates, weights, splits, rows):
        seen[activation] = weights, splits, rows
        return train(activation, rates, weights, splits, rows)

    monkeypatch.setattr(activation_runs, "_train", spy)
    result = activation_runs.compare_activations(1, seeds=(5, 7), names=("tanh", "ReLU"))
    (one, other) = seen.values()
    assert one[0] is other[0] and one[1] is other[1] and one[2] is other[2]
    for run in result.values():
        assert run["test"].shape == (2,) and run["loss"].shape == (2, 3)
        assert np.all(run["loss"][:, -1] < run["loss"][:, 0])


def test_the_rate_is_chosen_on_validation_and_its_own_numbers_are_reported(monkeypatch):
    def train(activation, rates, weights, splits, rows):
        runs = np.arange(6.0)  # rate 0.1: runs 0, 1, 2; rate 0.2: runs 3, 4, 5
        validation = np.array([0.9, 0.2, 0.2, 0.6, 0.6, 0.6])
        return np.stack([runs, runs]).T, validation, 10 + runs

    monkeypatch.setattr(activation_runs, "_train", train)
    found = activation_runs.compare_activations(1, seeds=range(3), names=("tanh",), rates=(0.1, 0.2))["tanh"]
    assert found["rate"] == 0.2
    np.testing.assert_array_equal(found["test"], [13, 14, 15])
    np.testing.assert_array_equal(found["loss"], [[3, 3], [4, 4], [5, 5]])
