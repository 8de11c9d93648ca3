"""A pole on a cart: push left or right so that it stays upright.

Barto, Sutton, Anderson, "Neuronlike adaptive elements that can solve difficult learning control problems", 1983.
"""

import numpy as np

GRAVITY, CART, POLE, HALF_LENGTH, FORCE, SECONDS = 9.8, 1.0, 0.1, 0.5, 10.0, 0.02
LIMIT_ANGLE, LIMIT_PLACE = np.radians(12), 2.4
HIDDEN = 8


def step(state, right):
    """The state 0.02 s later, for many carts at once.

    Args:
        state: ``(B, 4)``: place (m), speed (m/s), angle (rad), angular speed (rad/s).
        right: ``(B,)``, true where the cart is pushed to the right with 10 N, false to the left.
    """
    place, speed, angle, turn = state.T
    mass = CART + POLE
    push = (np.where(right, FORCE, -FORCE) + POLE * HALF_LENGTH * turn**2 * np.sin(angle)) / mass
    turning = GRAVITY * np.sin(angle) - np.cos(angle) * push
    turning /= HALF_LENGTH * (4 / 3 - POLE * np.cos(angle) ** 2 / mass)
    pull = push - POLE * HALF_LENGTH * turning * np.cos(angle) / mass
    return state + SECONDS * np.stack([speed, pull, turn, turning], axis=1)


def pushes_right(weights, state):
    """A network of 4 inputs, 8 tanh units and one output decides: ``(B, 49)`` weights, ``(B, 4)`` states."""
    first, bias, last, offset = np.split(weights, [4 * HIDDEN, 5 * HIDDEN, 6 * HIDDEN], axis=1)
    hidden = np.tanh(np.einsum("bi,bih->bh", state, first.reshape(-1, 4, HIDDEN)) + bias)
    return np.sum(hidden * last, axis=1) + offset[:, 0] > 0


def follow_the_pole(state):
    """A rule without learning: push towards the side that the pole leans or turns to, ``angle + turn > 0``."""
    return state[:, 2] + state[:, 3] > 0


def balanced_steps(policy, starts, limit=200):
    """How long each start stands, at most ``limit`` steps.

    Args:
        policy: weights ``(49,)`` for all starts, or ``(B, 49)``, one network a start; or a function that takes the
            states ``(B, 4)`` and says which carts are pushed to the right.
        starts: ``(B, 4)``.

    Returns:
        steps ``(B,)`` and angles in degrees ``(limit, B)``.
    """
    if not callable(policy):
        weights = np.broadcast_to(policy, (len(starts), np.shape(policy)[-1]))

        def policy(state):
            return pushes_right(weights, state)

    state, alive, stood, angles = starts, np.ones(len(starts), bool), np.zeros(len(starts), int), []
    for _ in range(limit):
        state = step(state, policy(state))
        alive = alive & (np.abs(state[:, 2]) < LIMIT_ANGLE) & (np.abs(state[:, 0]) < LIMIT_PLACE)
        stood += alive
        angles.append(np.degrees(state[:, 2]))
        state = np.where(alive[:, None], state, starts)  # fallen carts go back, so that numbers stay small
    return stood, np.array(angles)


def improve(rng, rounds=12, networks=64, best=8):
    """Weights found by the cross-entropy method: try many, keep the best, draw the next ones around them.

    Rubinstein, "The cross-entropy method for combinatorial and continuous optimization", 1999.
    """
    mean, spread = np.zeros(49), np.ones(49)
    for _ in range(rounds):
        weights = mean + spread * rng.normal(size=(networks, 49))
        stood = sum(balanced_steps(weights, rng.uniform(-0.05, 0.05, (networks, 4)))[0] for _ in range(2))
        elite = weights[np.argsort(-stood)[:best]]
        mean, spread = elite.mean(axis=0), elite.std(axis=0) + 0.1
    return mean
