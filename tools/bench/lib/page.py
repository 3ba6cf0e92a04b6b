"""The page that tools/bench/report writes: one file, no script, nothing from the network."""

from html import escape

from . import plot, stats
from .records import BASE, groups, ratio_to_base
from .table import interval_text, ratio_text

STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; color: #1b1f24;
       background: #fff; max-width: 62rem; margin: 2.5rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.7rem; margin: 0 0 .2rem; }
h2 { font-size: 1.15rem; margin: 2.6rem 0 .6rem; padding-bottom: .3rem; border-bottom: 1px solid #d0d7de; }
p { max-width: 46rem; margin: .5rem 0; }
.circumstances, .note { color: #59636e; }
.tiles { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1.4rem 0; }
.tile { border: 1px solid #d0d7de; border-radius: 6px; padding: .7rem 1.1rem; min-width: 11rem; }
.tile b { display: block; font-size: 1.6rem; font-variant-numeric: tabular-nums; line-height: 1.25; }
.tile span { color: #59636e; font-size: .85rem; }
svg { width: 100%; max-width: 56rem; height: auto; display: block; font-size: 12px; }
svg text { fill: #1b1f24; font-variant-numeric: tabular-nums; }
svg .workload { font-weight: 600; }
svg .runtime, svg .small { fill: #59636e; }
svg .small { font-size: 11px; }
svg .tick { stroke: #e6e9ed; } svg .one { stroke: #1b1f24; stroke-width: 1.2; }
svg .whisker { stroke: #1b1f24; stroke-width: 1.1; fill: none; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .88rem; }
th, td { padding: .22rem .8rem; text-align: right; white-space: nowrap; }
th { font-weight: 600; border-bottom: 2px solid #d0d7de; color: #59636e; }
th:nth-child(-n+2), td:nth-child(-n+2) { text-align: left; padding-left: 0; }
tr.first td { border-top: 1px solid #d0d7de; } tr.ours td { font-weight: 600; }
.wrong { color: #b3261e; font-weight: 700; }
.scroll { overflow-x: auto; }
@media print { body { margin: 0; max-width: none; font-size: 11px; } h2 { break-after: avoid; }
               svg, tr { break-inside: avoid; } * { print-color-adjust: exact; } }
"""


def threads_text(threads):
    return f"{threads} thread{'' if threads == 1 else 's'}"


def sections(records):
    """[((compiler, threads), its groups)]"""
    found = {}
    for (workload, compiler, threads), members in groups(records):
        found.setdefault((compiler, threads), []).append((workload, members))
    return list(found.items())


def tiles(sections_):
    """How wend does over all, beside oneTBB."""
    out = []
    for (compiler, threads), members in sections_:
        for runtime in ("wend", "wend-functions"):
            ratios = [ratio_to_base(one, group)[0] for _, group in members for one in group
                      if one["runtime"] == runtime and ratio_to_base(one, group)]
            if ratios:
                out.append(f'<div class="tile"><b>{ratio_text(stats.geometric_mean(ratios))} ×</b>'
                           f"<span>{runtime} ÷ oneTBB, {threads_text(threads)}, {escape(compiler)}<br>"
                           f"geometric mean of {len(ratios)}</span></div>")
    return f'<div class="tiles">{"".join(out)}</div>' if out else ""


def chart(members, title):
    shown = []
    for workload, group in members:
        rows = [(one["runtime"], *ratio_to_base(one, group)) for one in group
                if one["runtime"] != BASE and ratio_to_base(one, group)]
        if rows:
            shown.append((workload, rows))
    return plot.bars(shown, title) if shown else '<p class="note">Nothing to compare with.</p>'


def figure_rows(members):
    for workload, group in members:
        for number, one in enumerate(group):
            ratio = ratio_to_base(one, group)
            ns = one.get("ns_per_op")
            kinds = ["first"] * (number == 0) + ["ours"] * one["runtime"].startswith("wend")
            cells = [escape(workload) if number == 0 else "", escape(one["runtime"]),
                     f"{one['median_ms']:.2f}", f"{one['min_ms']:.2f}",
                     f"{ns:.1f}" if isinstance(ns, (int, float)) else "–",
                     ratio_text(ratio[0]) if ratio else "–",
                     interval_text(ratio[1]) if ratio and one["runtime"] != BASE else "–",
                     f"{one['peak_mb']:.1f}",
                     "right" if one["result_ok"] else '<span class="wrong">WRONG</span>']
            yield (f'<tr class="{" ".join(kinds)}">'
                   + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")


def figures(members):
    head = ["workload", "runtime", "median ms", "min ms", "ns/op", "÷ oneTBB", "95 % interval",
            "peak MB", "result"]
    return ('<div class="scroll"><table><thead><tr>' + "".join(f"<th>{name}</th>" for name in head)
            + "</tr></thead><tbody>" + "\n".join(figure_rows(members)) + "</tbody></table></div>")


def operations(records):
    """What one operation is, for the workloads that say so."""
    named = {one["workload"]: one["operation"] for one in records if "operation" in one}
    return ", ".join(f"{escape(name)}: a {escape(what)}" for name, what in named.items())


def circumstances(records):
    """Of the first record: all of a file are from one run."""
    first = records[0]
    parts = [str(first[key]) for key in ("machine", "revision", "date") if key in first]
    rounds = len(first.get("rounds_ms", []))
    if rounds:
        parts.append(f"{rounds} rounds")
    return escape(" · ".join(parts))


def page(records):
    found = sections(records)
    out = ["<!doctype html>", '<html lang="en"><head><meta charset="utf-8">',
           '<meta name="viewport" content="width=device-width, initial-scale=1">',
           f"<title>wend: benchmarks</title><style>{STYLE}</style></head><body>",
           "<h1>wend beside other runtimes</h1>",
           f'<p class="circumstances">{circumstances(records)}</p>',
           "<p>Bars are times divided by oneTBB's in the same rounds: to the left is faster. The mark "
           "over a bar's end spans the 95 % interval of the median ratio. Bars with an arrow go on; "
           "the figures on the right say how far. All runtimes of a workload do the same work with "
           "the same grain; plain threads and serial calls have no task for each operation.</p>"]
    out.append(tiles(found))
    for (compiler, threads), members in found:
        title = f"{threads_text(threads)}, {compiler}"
        out += [f"<h2>{escape(title)}</h2>", chart(members, f"Ratios to oneTBB, {title}")]
    for (compiler, threads), members in found:
        out += [f"<h2>Figures: {escape(threads_text(threads))}, {escape(compiler)}</h2>",
                figures(members)]
    if operations(records):
        out.append(f'<p class="note">One operation is, in {operations(records)}.</p>')
    return "\n".join(out) + "\n</body></html>\n"
