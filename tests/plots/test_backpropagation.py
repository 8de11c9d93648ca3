"""Pictures of a network's nodes and passes."""

import pytest

from dlcourse import plots
from dlcourse.experiments.passes import both_passes

PASSES = both_passes([1.0, 2.0], 4.0, [[3.0, -1.0], [-1.0, 2.0]], [1.0, -2.0], [[3.0], [-1.0]], [-2.0])


def texts(axis):
    return [text.get_text() for text in axis.texts]


def test_every_node_carries_its_name():
    figure = plots.labelled_network([2, 3, 1], title="Names")
    (axis,) = figure.axes
    nodes = [f"$a_{{{i}}}^{{[{layer}]}}$" for layer, n in enumerate((2, 3, 1)) for i in range(1, n + 1)]
    assert [text for text in texts(axis) if text.startswith("$")] == nodes
    assert len(axis.lines) == 2 * 3 + 3 * 1
    assert figure.alt.endswith("input (layer 0), hidden (layer 1), output (layer 2), with 2, 3, 1 nodes.")


@pytest.mark.parametrize("sizes", [[3], [2, 0], [2, 7, 1]])
def test_networks_that_can_not_be_drawn_are_refused(sizes):
    with pytest.raises(ValueError, match="give 2 layers or more of 1 to 6 units"):
        plots.labelled_network(sizes, title="Refused")


def test_a_node_is_unknown_until_its_step():
    drawn = [texts(plots.forward_backward(PASSES, title="Step", shown=step).axes[0]) for step in range(1, 10)]
    assert [each.count("?") for each in drawn] == [1, 1, 0, 0, 0, 0, 0, 0, 0]
    assert "z1,  b = 1" in drawn[0] and "a1,  b = 1" in drawn[1]
    assert ["dŷ = -2" in each for each in drawn] == [False] * 4 + [True] * 5
    assert ["da1 = -6" in each for each in drawn] == [False] * 6 + [True] + [False] * 2
    assert ["dz1 = -6" in each for each in drawn] == [False] * 7 + [True] * 2


def test_the_columns_hold_the_sums_of_all_steps_so_far():
    figure = plots.forward_backward(PASSES, title="All")
    _, forward, backward = (texts(axis) for axis in figure.axes)
    assert "z1 = 3·1 + (-1)·2 + 1 = 2" in forward and "L = (3 - 4)² = 1" in forward
    assert "dw21 = -6·2 = -12" in backward and "dw21 = -6·2 = -12" in figure.alt
    early = plots.forward_backward(PASSES, title="Early", shown=2)
    assert "ŷ = 3·2 + (-1)·1 + (-2) = 3" not in early.alt and "Backward" not in early.alt
    bold = [text.get_text() for text in early.axes[1].texts if text.get_weight() == "bold"]
    assert bold[1:] == ["2. hidden activations", "a1 = relu(2) = 2", "a2 = relu(1) = 1"]
