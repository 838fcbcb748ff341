"""Two convex (or nearly) fits by damped Newton steps: conditional and binary logit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Step = Callable[[Array], tuple[float, Array, Array]]


def conditional_logit(
    rows: Sequence[Array], gold: Sequence[NDArray[np.bool_]], weights: Sequence[float], l2: float
) -> Array:
    """Coefficients that make the gold candidates likely among each question's candidates.

    Loss: the weighted mean of -log of the softmax mass on gold, plus ``l2`` times the
    squared coefficients of the features scaled to unit deviation within questions.
    """
    scale = np.concatenate([x - x.mean(axis=0) for x in rows]).std(axis=0)
    scale = np.where(scale > 1e-4, scale, 1e4)
    scaled = [x / scale for x in rows]
    share = np.array(weights) / np.sum(weights)

    def step(b: Array) -> tuple[float, Array, Array]:
        loss = l2 * float(b @ b)
        gradient = 2 * l2 * b
        curvature = 2 * l2 * np.eye(len(b))
        for x, right, weight in zip(scaled, gold, share, strict=True):
            z = x @ b
            p = np.exp(z - np.max(z))
            p /= p.sum()
            mass = float(p[right].sum())
            q = np.where(right, p, 0) / mass
            mean = p @ x
            loss -= weight * np.log(mass)
            gradient += weight * (mean - q @ x)
            # The curvature without the (concave) part of choosing among gold candidates.
            curvature += weight * ((x * p[:, None]).T @ x - np.outer(mean, mean))
        return float(loss), gradient, curvature

    return _newton(step, rows[0].shape[1]) / scale


def binary_logit(rows: Array, labels: Array, weights: Array, l2: float) -> tuple[Array, float]:
    """Coefficients and bias of a logistic regression; the bias is not penalised.

    The loss is a weighted mean, the features are scaled to unit deviation for the penalty.
    """
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    scale = np.where(scale > 1e-6, scale, 1e6)
    x = np.hstack([(rows - mean) / scale, np.ones((len(rows), 1))])
    penalty = 2 * l2 * np.diag([1.0] * rows.shape[1] + [0.0])
    share = weights / weights.sum()

    def step(b: Array) -> tuple[float, Array, Array]:
        z = x @ b
        p = 1 / (1 + np.exp(-z))
        loss = float(share @ (np.logaddexp(0, z) - labels * z)) + float(b @ penalty @ b) / 2
        gradient = x.T @ (share * (p - labels)) + penalty @ b
        curvature = (x * (share * p * (1 - p))[:, None]).T @ x + penalty
        return loss, gradient, curvature

    fitted = _newton(step, x.shape[1])
    coefficients = fitted[:-1] / scale
    return coefficients, float(fitted[-1] - mean @ coefficients)


def _newton(step: Step, size: int) -> Array:
    b = np.zeros(size)
    loss, gradient, curvature = step(b)
    for _ in range(200):
        direction = np.linalg.solve(curvature + 1e-9 * np.eye(size), gradient)
        length = 1.0
        while True:
            trial = step(b - length * direction)
            if trial[0] <= loss or length < 1e-6:
                break
            length /= 2
        gain = loss - trial[0]
        b = b - length * direction
        loss, gradient, curvature = trial
        if gain < 1e-9:
            break
    return b
