"""The figures as they are kept: a JSON list of one record for each workload, runtime and number of
threads."""

import json

from . import stats
from .failure import Failure

BASE = "onetbb"
# runtimes in the order of tables, and the sources in benchmarks/compare/WORKLOAD/
SOURCES = {"wend": "wend", "wend-functions": "wend_functions", "onetbb": "tbb", "openmp": "openmp",
           "threads": "threads", "serial": "serial"}
RUNTIMES = list(SOURCES)
REQUIRED = {"workload": str, "runtime": str, "compiler": str, "threads": int, "median_ms": float,
            "min_ms": float, "peak_mb": float, "result_ok": bool}


def record(workload, runtime, compiler, threads, samples, **more):
    """More keys are welcome; a reader ignores what it doesn't know."""
    return {"workload": workload, "runtime": runtime, "compiler": compiler, "threads": threads,
            "median_ms": round(stats.median(samples.rounds_ms), 4), "min_ms": min(samples.rounds_ms),
            "peak_mb": round(samples.peak_mb, 2), "result_ok": samples.result_ok,
            "rounds_ms": samples.rounds_ms, **more}


def problem(one):
    """What is wrong with a record, or None."""
    if not isinstance(one, dict):
        return "is no object"
    for key, kind in REQUIRED.items():
        value = one.get(key)
        kinds = (int, float) if kind is float else kind
        if not isinstance(value, kinds) or (kind is not bool and isinstance(value, bool)):
            return f"has no {key} of type {kind.__name__}"
    if one["runtime"] not in RUNTIMES:
        return f"names an unknown runtime '{one['runtime']}'"
    if one["threads"] < 1 or one["median_ms"] <= 0 or one["min_ms"] <= 0:
        return "has figures that can't be"
    rounds = one.get("rounds_ms", [])
    if not isinstance(rounds, list) or not all(
            isinstance(each, (int, float)) and not isinstance(each, bool) and each > 0
            for each in rounds):
        return "has rounds_ms that are no times"
    return None


def load(path):
    try:
        with open(path, encoding="utf-8") as file:
            records = json.load(file)
    except OSError as error:
        raise Failure(f"{path}: {error.strerror}", 2) from None
    except ValueError as error:
        raise Failure(f"{path}: no JSON: {error}", 2) from None
    if not isinstance(records, list) or not records:
        raise Failure(f"{path}: no list of records", 2)
    for number, one in enumerate(records):
        wrong = problem(one)
        if wrong:
            raise Failure(f"{path}: record {number} {wrong}", 2)
    return records


def save(path, records):
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write("[\n" + ",\n".join(" " + json.dumps(each) for each in records) + "\n]\n")
    except OSError as error:
        raise Failure(f"{path}: {error.strerror}", 2) from None


def groups(records):
    """[((workload, compiler, threads), records)], in the order of their first appearance."""
    found = {}
    for one in records:
        found.setdefault((one["workload"], one["compiler"], one["threads"]), []).append(one)
    for members in found.values():
        members.sort(key=lambda one: RUNTIMES.index(one["runtime"]))
    return list(found.items())


def ratio_to_base(one, group):
    """(ratio, interval or None) to oneTBB in the same group, None without oneTBB. Round by round
    where both have the rounds, of the medians otherwise."""
    base = next((each for each in group if each["runtime"] == BASE), None)
    if base is None:
        return None
    mine, others = one.get("rounds_ms"), base.get("rounds_ms")
    if mine and others and len(mine) == len(others):
        return stats.paired_ratio(mine, others)
    return one["median_ms"] / base["median_ms"], None
