"""Bars of ratios as SVG: a ratio is a distance from 1 on a logarithmic axis, so that twice as fast
and twice as slow are equally far."""

import math
from html import escape

from .table import interval_text, ratio_text

# colours that stay apart in print and for the colour-blind (Okabe and Ito)
COLOURS = {"wend": "#0072b2", "wend-functions": "#56b4e9", "onetbb": "#555555", "openmp": "#e69f00",
           "threads": "#999933", "serial": "#bbbbbb"}
LIMIT = 8.0  # ratios beyond are drawn to the edge, with an arrow
TICKS = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8]
LABELS, PLOT, VALUES = 196, 400, 190  # widths of the three columns
BAR, GAP, BETWEEN, TOP = 15, 4, 16, 46


def place(ratio):
    """Where a ratio lies, in pixels from the left."""
    inside = min(max(ratio, 1 / LIMIT), LIMIT)
    return LABELS + PLOT * (0.5 + 0.5 * math.log(inside) / math.log(LIMIT))


def text(x, y, content, kind="", anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(content)}</text>'


def arrow(ratio, y, colour):
    """For a bar that is cut off."""
    tip, back = (LABELS - 7, LABELS) if ratio < 1 else (LABELS + PLOT + 7, LABELS + PLOT)
    return (f'<path d="M{tip} {y + BAR / 2:.1f} L{back} {y + 1:.1f} L{back} {y + BAR - 1:.1f} Z" '
            f'fill="{colour}"/>')


def whisker(interval, y):
    """The interval, where it can be seen."""
    low, high = place(interval[0]), place(interval[1])
    if high - low < 1:
        return ""
    middle = y + BAR / 2
    return (f'<path class="whisker" d="M{low:.1f} {middle:.1f} H{high:.1f} '
            f'M{low:.1f} {middle - 4:.1f} v8 M{high:.1f} {middle - 4:.1f} v8"/>')


def bar(runtime, ratio, interval, y):
    at, one, colour = place(ratio), place(1), COLOURS[runtime]
    out = [text(LABELS - 14, y + BAR - 4, runtime, "runtime", "end"),
           f'<rect x="{min(at, one):.1f}" y="{y}" width="{max(abs(at - one), 1):.1f}" height="{BAR}" '
           f'fill="{colour}"/>']
    if not 1 / LIMIT <= ratio <= LIMIT:
        out.append(arrow(ratio, y, colour))
    if interval:
        out.append(whisker(interval, y))
    out.append(text(LABELS + PLOT + 16, y + BAR - 4, ratio_text(ratio), "figure"))
    if interval:
        out.append(text(LABELS + PLOT + 66, y + BAR - 4, interval_text(interval), "small"))
    return "".join(out)


def axis(height):
    out = []
    for tick in TICKS:
        x = place(tick)
        kind = "one" if tick == 1 else "tick"
        out.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 10}" y2="{height}" class="{kind}"/>')
        name = "oneTBB" if tick == 1 else f"{tick:g} ×" if tick > 1 else f"1/{1 / tick:g}"
        out.append(text(x, TOP - 16, name, "small", "middle"))
    out.append(text(LABELS, 12, "← faster", "small"))
    out.append(text(LABELS + PLOT, 12, "slower →", "small", "end"))
    return "".join(out)


def bars(groups, title):
    """groups: [(label, [(runtime, ratio, interval or None)])]."""
    y, body = TOP, []
    for label, rows in groups:
        body.append(text(0, y + BAR - 4, label, "workload"))
        for runtime, ratio, interval in rows:
            body.append(bar(runtime, ratio, interval, y))
            y += BAR + GAP
        y += BETWEEN
    width, height = LABELS + PLOT + VALUES, y - BETWEEN
    return (f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">'
            f'{axis(height)}{"".join(body)}</svg>')
