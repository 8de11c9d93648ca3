import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon
from scipy.stats import norm

from dlcourse.experiments.divergences import closest_normals, discriminator_value, two_bumps

X = np.linspace(-12, 12, 601)


def test_the_bumps_are_a_density_with_the_stated_spread():
    density, step = two_bumps(X, 2.3, 0.7), X[1] - X[0]
    np.testing.assert_allclose(density, (norm.pdf(X, -2.3, 0.7) + norm.pdf(X, 2.3, 0.7)) / 2, rtol=1e-9)
    assert (density * step).sum() == pytest.approx(1)
    assert (X**2 * density * step).sum() == pytest.approx(2.3**2 + 0.7**2)


def test_a_normal_is_nearest_to_itself_both_ways():
    for mean, deviation, divergence in closest_normals(X, norm.pdf(X, 0.5, 1.2)).values():
        assert (mean, deviation) == (pytest.approx(0.5), pytest.approx(1.2))
        assert divergence == pytest.approx(0, abs=1e-9)


def test_the_divergences_of_two_normals_have_their_closed_form():
    # KL of N(m1, s1) from N(m2, s2): log(s2/s1) + (s1² + (m1 - m2)²) / (2 s2²) - 1/2
    found = closest_normals(X, two_bumps(X, 1.0, 0.6))
    mean, deviation, divergence = found["KL(p, q)"]
    p, q = two_bumps(X, 1.0, 0.6), norm.pdf(X, mean, deviation)
    assert divergence == pytest.approx((p * np.log(p / q)).sum() * (X[1] - X[0]), rel=1e-6)
    assert deviation == pytest.approx(np.sqrt(1 + 0.36), abs=0.03)  # moments are matched, up to the grid's step


def test_far_bumps_are_covered_one_way_and_picked_the_other():
    found = closest_normals(X, two_bumps(X, 3.0, 0.5))
    assert found["KL(p, q)"][0] == pytest.approx(0, abs=1e-9) and found["KL(p, q)"][1] > 2.5
    assert found["KL(q, p)"][:2] == (pytest.approx(3.0), pytest.approx(0.5))
    assert found["KL(q, p)"][2] == pytest.approx(np.log(2), abs=1e-3)


def test_the_best_discriminator_earns_the_jensen_shannon_divergence():
    p, q = np.random.default_rng(1).dirichlet(np.ones(11), size=2)
    best = discriminator_value(p, q, p / (p + q))
    assert best == pytest.approx(2 * jensenshannon(p, q) ** 2 - np.log(4))  # SciPy gives the root
    rivals = np.clip(p / (p + q) + np.random.default_rng(2).normal(scale=0.05, size=(97, 11)), 0.01, 0.99)
    assert np.all(discriminator_value(p, q, rivals) < best)
