"""Medians and what can be said of them from few, noisy rounds."""

import math
import statistics

CONFIDENCE = 0.95


def median(values):
    return statistics.median(values)


def interval_of_median(values, confidence=CONFIDENCE):
    """(low, high): two of the values, between which the median lies at least that surely.

    The sign test's interval: whatever the distribution, a value lies below the median with
    probability 1/2, so how many do is binomial. None with fewer than six values: not even the
    smallest and the largest are 95 % sure then.
    """
    n = len(values)
    ordered = sorted(values)
    outside, best = 0.0, None
    for k in range(n // 2):  # between the k-th smallest and the k-th largest, from 0
        outside += math.comb(n, k) / 2 ** n
        if 1 - 2 * outside < confidence:
            break
        best = (ordered[k], ordered[n - 1 - k])
    return best


def paired_ratio(values, base):
    """(median, interval or None) of values ÷ base, round by round: what slows a round slows both."""
    ratios = [value / other for value, other in zip(values, base, strict=True)]
    return median(ratios), interval_of_median(ratios)


def geometric_mean(values):
    return math.exp(statistics.fmean(math.log(value) for value in values))
