"""Writes a portfolio file by file, a stretch of loans at a time, in memory that does not grow with it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from tests.portfolio.faults import bears, mature, plant, victims
from tests.portfolio.loans import Loans, balance, loans
from tests.portfolio.paper import Paper
from tests.portfolio.places import GROUPS, group_no, hamlet, organisation, world
from tests.portfolio.schedule import entries, instalments
from tests.portfolio.shape import Planted, Shape, Written
from tests.portfolio.text import Texts, customers, of_loans

STRETCH = 20_000
LAYOUTS = {
    "instalments": "due", "entries": "entries", "groups": "groups", "borrowers": "borrowers", "summary": "1",
    "overdue": "2", "frozen": "13",
}  # fmt: skip
MEASURES = ("outstanding", "in_term", "overdue", "frozen")


def write(folder: Path, shape: Shape, *, form: str = "csv") -> Written:
    """The files of a portfolio in ``folder``: as CSV at any size, or as XLSX (``form``) at that of a workbook."""
    kinds = {"loans": shape.layout, **LAYOUTS}
    papers = {
        name: Paper(folder / f"{name}.{form}", layout, f"{shape.day:%d/%m/%Y}", page=shape.page)
        for name, layout in kinds.items()
    }
    done = Written(shape, {name: paper.path for name, paper in papers.items()})
    numbers, codes = victims(shape)
    for start in range(0, shape.loans, STRETCH):
        count = min(STRETCH, shape.loans - start)
        fault = np.full(count, -1)
        its = (numbers >= start) & (numbers < start + count)
        fault[numbers[its] - start] = codes[its]
        each = loans(shape, start, count, fault)
        mature(shape, each)
        balance(shape, each)
        plant(shape, each)
        _write(shape, each, papers, done)
    _groups(shape, papers["groups"])
    _summary(shape, papers["summary"], done)
    for paper in papers.values():
        paper.close()
    done.entries, done.instalments = papers["entries"].count, papers["instalments"].count
    return done


def _write(shape: Shape, each: Loans, papers: Mapping[str, Paper], done: Written) -> None:
    texts = of_loans(shape, each)
    _tell(each, done)
    for name, state in (("overdue", "overdue"), ("frozen", "frozen")):
        places = np.flatnonzero(each.more[state] > 0)
        papers[name].add(_picked(texts, places.tolist()), len(places))
        papers[name].sum({state: int(each.more[state].sum())})
    own = np.flatnonzero(each.at % 50 != 49).tolist()
    people = texts | {"district_name": [unit.district for unit in each.unit]}
    papers["borrowers"].add(_picked(people, own), len(own))
    due, owed = instalments(shape, each)
    papers["instalments"].add(due, len(due["due"]))
    papers["instalments"].sum({"due": owed})
    booked, sums = entries(shape, each)
    papers["entries"].add(booked, len(booked["principal"]))
    papers["entries"].sum(sums)
    _loans(shape, each, papers["loans"], texts, done)


def _loans(shape: Shape, each: Loans, paper: Paper, texts: Texts, done: Written) -> None:
    """The loans' own lines, some of them twice; where each planted one stands."""
    twice = dict.fromkeys(bears(shape, each, "duplicate_line"), False)
    twice |= dict.fromkeys(bears(shape, each, "duplicate_doubt"), True)
    sums = {name: int(each.more["whole" if name == "outstanding" else name].sum()) for name in MEASURES}
    texts = {name: list(column) for name, column in texts.items()} if twice else texts
    for place in sorted(twice, reverse=True):
        for name in texts:
            texts[name].insert(place + 1, texts[name][place])
        texts["savings"][place + 1] = "777000"
        more = 1_000_000 * twice[place]
        for name in ("in_term", "outstanding"):
            texts[name][place + 1] = str(int(texts[name][place]) + more)
        for name in MEASURES:
            sums[name] += int(texts[name][place + 1])
    before = np.array(sorted(twice), np.int64)
    start = paper.count
    paper.add(texts, len(texts["contract_no"]))
    paper.sum(sums)
    for place in np.flatnonzero(each.fault >= 0).tolist():
        at = start + place + int(np.searchsorted(before, place)) + (place in twice)
        contract = f"99{int(each.at[place]):014d}"
        done.planted.append(Planted(shape.codes[int(each.fault[place])], contract, paper.row_of(at)))


def _tell(each: Loans, done: Written) -> None:
    """The true totals of each commune as the bank writes it."""
    codes, of = np.unique([unit.bank_code for unit in each.unit], return_inverse=True)
    figures = np.zeros((len(codes), 4), np.int64)
    np.add.at(figures[:, 0], of, 1)
    borrowers = np.array(customers(each.at), object)
    for commune, code in enumerate(codes.tolist()):  # a customer's loans stand side by side, so never in two stretches
        done.customers[code] = done.customers.get(code, 0) + len(set(borrowers[of == commune].tolist()))
    for place, name in enumerate(("outstanding", "overdue", "frozen"), 1):
        np.add.at(figures[:, place], of, each.more[name])
    for code, row in zip(codes.tolist(), figures.tolist(), strict=True):
        held = done.totals.get(code, (0, 0, 0, 0))
        done.totals[code] = (held[0] + row[0], held[1] + row[1], held[2] + row[2], held[3] + row[3])


def _picked(texts: Texts, places: list[int]) -> Texts:
    return {name: [texts_of[place] for place in places] for name, texts_of in texts.items()}


def _groups(shape: Shape, paper: Paper) -> None:
    here = world(shape.communes)
    pairs = [(commune, group) for commune in range(shape.communes) for group in range(GROUPS)]
    texts: dict[str, list[Any]] = {
        "group_no": [group_no(*pair) for pair in pairs],
        "leader_name": [f"Tổ Trưởng Giả Định {group + 1}" for _commune, group in pairs],
        "organisation": [organisation(group) for _commune, group in pairs],
        "commune_code": [here.new[commune].bank_code for commune, _group in pairs],
        "commune_name": [here.new[commune].name for commune, _group in pairs],
        "district_name": [""] * len(pairs),
        "hamlet_code": [hamlet(*pair)[0] for pair in pairs],
        "hamlet_name": [hamlet(*pair)[1] for pair in pairs],
        "point_code": [here.point(commune) for commune, _group in pairs],
    }
    paper.add(texts, len(pairs))


def _summary(shape: Shape, paper: Paper, done: Written) -> None:
    """Export 1: a row a commune as the bank writes it."""
    known = {
        unit.bank_code: unit
        for units in (world(126).new, world(126).certain, world(126).divided)
        for unit in units
        if unit
    }
    rows = sorted(done.totals.items())
    figures = [figure for _code, figure in rows]
    same = {
        "office_code": "009901", "funding_code": "2", "point_code": "", "point_name": "", "hamlet_code": "",
        "hamlet_name": "", "programme_code": "03", "programme_short": "GQVL",
        "programme_name": "Giải quyết việc làm", "investor_code": "", "report_day": f"{shape.day:%d/%m/%Y}",
    }  # fmt: skip
    texts: dict[str, list[Any]] = {name: [text] * len(rows) for name, text in same.items()}
    texts |= {
        "commune_code": [code for code, _figure in rows],
        "commune_name": [known[code].name if code in known else "" for code, _figure in rows],
        "customers": [str(done.customers[code]) for code, _figure in rows],
        "outstanding": [str(figure[1]) for figure in figures],
        "in_term": [str(figure[1] - figure[2] - figure[3]) for figure in figures],
        "overdue": [str(figure[2]) for figure in figures],
        "frozen": [str(figure[3]) for figure in figures],
    }
    paper.add(texts, len(rows))
    paper.sum({name: sum(map(int, texts[name])) for name in MEASURES})
