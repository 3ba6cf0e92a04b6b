"""Tables for a terminal."""

from .records import BASE, ratio_to_base


def columns(rows):
    """Lines of left-aligned first and right-aligned other columns."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        yield ("  " + "  ".join(cells)).rstrip()


def ratio_text(ratio):
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.3f}"


def interval_text(interval):
    return f"{ratio_text(interval[0])} – {ratio_text(interval[1])}" if interval else "–"


def group_table(key, group):
    """One workload on one number of threads."""
    workload, compiler, threads = key
    rows = [["", "median ms", "min ms", "ns/op", "÷ onetbb", "95 % interval", "peak MB", ""]]
    for one in group:
        ratio = ratio_to_base(one, group)
        ns = one.get("ns_per_op")
        rows.append([one["runtime"], f"{one['median_ms']:.2f}", f"{one['min_ms']:.2f}",
                     f"{ns:.1f}" if ns is not None else "–",
                     ratio_text(ratio[0]) if ratio else "–",
                     interval_text(ratio[1]) if ratio and one["runtime"] != BASE else "–",
                     f"{one['peak_mb']:.1f}", "" if one["result_ok"] else "WRONG RESULT"])
    first = group[0]
    head = f"{workload}, {threads} thread{'' if threads == 1 else 's'}, {compiler}"
    if "operation" in first:
        head += f", {len(first.get('rounds_ms', []))} rounds; one operation: one {first['operation']}"
    return "\n".join([head, *columns(rows)])
