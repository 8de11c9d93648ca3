import numpy as np
import pytest

from dlcourse.training.batches import batch_indices, epoch_batches, steps_per_epoch


def test_steps_per_epoch_counts_the_last_smaller_batch():
    assert [steps_per_epoch(5000, 100), steps_per_epoch(5000, 64), steps_per_epoch(7, 1)] == [50, 79, 7]
    assert steps_per_epoch(5, 9) == 1
    assert steps_per_epoch(5000, 64, drop_remainder=True) == 78
    assert steps_per_epoch(5, 9, True) == 0


@pytest.mark.parametrize("arguments, what", [((0, 3), "n=0"), ((3, 0), "batch_size=0"), ((3, 2.5), "batch_size=2.5")])
def test_steps_per_epoch_wants_whole_numbers(arguments, what):
    with pytest.raises(ValueError, match=f"steps_per_epoch.. got {what}; give a whole number of 1 or more"):
        steps_per_epoch(*arguments)


def test_batch_indices_go_through_all_rows_pass_after_pass():
    batches = batch_indices(12, steps=5, batch=4, rng=np.random.default_rng(1))
    assert batches.shape == (5, 4)
    np.testing.assert_array_equal(np.sort(batches[:3].ravel()), np.arange(12))
    rng = np.random.default_rng(1)
    np.testing.assert_array_equal(batches.ravel(), np.r_[rng.permutation(12), rng.permutation(12)[:8]])
    assert batch_indices(7, steps=0, batch=4, rng=rng).shape == (0, 4)


def test_batch_indices_draw_no_more_passes_than_they_need():
    drawn, expected = np.random.default_rng(1), np.random.default_rng(1)
    for steps, passes in ((3, 1), (4, 2), (6, 2), (0, 1)):
        batch_indices(12, steps, batch=4, rng=drawn)
        for _ in range(passes):
            expected.permutation(12)
        assert drawn.random() == expected.random()


def test_an_epoch_holds_every_row_once():
    full, rest = epoch_batches(11, 3, np.random.default_rng(0))
    assert full.shape == (3, 3) and rest.shape == (2,)
    np.testing.assert_array_equal(np.r_[full.ravel(), rest], np.random.default_rng(0).permutation(11))
    full, rest = epoch_batches(6, 3)
    np.testing.assert_array_equal(full, [[0, 1, 2], [3, 4, 5]])
    assert len(rest) == 0
