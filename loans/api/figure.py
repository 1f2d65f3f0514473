"""Figures of communes that people hand in: job targets (Phụ lục 01), population, poor households."""

from datetime import date
from typing import Any

from flask import Response
from marshmallow import fields, validate

from loans.api.fields import Amount, Code, Given, Strict, Whole, rows_of
from loans.api.files import attachment, uploads
from loans.api.paging import PageQuery, cut, paged
from loans.api.resource import noun, reads, writes
from loans.api.rows import MEDIA_TYPES, BatchSchema, UploadQuery, WorkbookSchema, mine, shown_batch, uploaded
from loans.domain.area import areas
from loans.http.roles import Action
from loans.papers.sheet import XLSX
from loans.papers.template import FIGURE_COLUMNS, figure_form, figures_template
from loans.service.actor import Actor
from loans.service.figure import check_figures, record_figures
from loans.service.unit_of_work import UnitOfWork

blueprint = noun("figure", "Số liệu theo xã · Figures of communes")


def _name() -> fields.String:
    error = "1–40 chữ a–z hoặc _. | 1–40 letters a–z or _."
    return fields.String(required=True, validate=validate.Regexp(r"^[a-z_]{1,40}\Z", error=error))


class CommuneValueSchema(Strict):
    """The figure of one commune."""

    commune = Code(5, required=True)
    amount = Amount(required=True)


class CommuneFiguresSchema(Strict):
    """One figure of a year for some communes."""

    name = _name()
    year = Whole(least=2015, most=2100, required=True)
    values = rows_of(CommuneValueSchema)
    keep_good = fields.Boolean(load_default=False)


class FigureQuery(PageQuery):
    """Which figure of which year."""

    name = _name()
    year = Given(least=2015, most=2100, required=True)


class TemplateQuery(Strict):
    """Which figure of which year."""

    name = _name()
    year = Given(least=2015, most=2100, required=True)


class FigureUploadQuery(UploadQuery, TemplateQuery):
    """What the file is for."""


class NamesQuery(Strict):
    """Which year."""

    year = Given(least=2015, most=2100, required=True)


class FigureNamesSchema(Strict):
    """The names under which figures of a year were handed in."""

    items = fields.List(fields.String())


class CommuneFigureSchema(Strict):
    """The value that stands for a commune."""

    commune = fields.String()
    amount = fields.Integer()
    entry_id = fields.Integer()
    booked_at = fields.DateTime()
    actor = fields.String()


class RecordedFiguresSchema(BatchSchema):
    """What became of the values."""

    name = fields.String()
    year = fields.Integer()


@reads(blueprint, "/figures", action=Action.FIGURE_READ, reply=paged(CommuneFigureSchema), query=FigureQuery)
def figures(uow: UnitOfWork, actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """The value that stands for each commune, by code."""
    found = uow.figures.of_year(query["name"], query["year"])
    own = [row for row in found if actor.limit is None or row["commune"] in actor.limit]
    return cut(own, query, lambda row: str(row["commune"]))


@reads(blueprint, "/figure-names", action=Action.FIGURE_READ, reply=FigureNamesSchema, query=NamesQuery)
def names(uow: UnitOfWork, _actor: Actor, _today: date, query: dict[str, Any]) -> Any:
    """Which figures of a year there are."""
    return {"items": uow.figures.names(query["year"])}


@writes(blueprint, "/figures", action=Action.FIGURE_WRITE, body=CommuneFiguresSchema, reply=RecordedFiguresSchema)
def add_figures(uow: UnitOfWork, actor: Actor, today: date, given: dict[str, Any]) -> dict[str, Any]:
    """Record a figure of communes; the newest value of each stands, and all are kept."""
    recorded = record_figures(uow, actor, today=today, **given)
    return {"name": given["name"], "year": given["year"], **shown_batch(recorded)}


@reads(blueprint, "/figure-template", action=Action.FIGURE_WRITE, reply=WorkbookSchema, query=TemplateQuery)
def template(_uow: UnitOfWork, actor: Actor, today: date, query: dict[str, Any]) -> Response:
    """A workbook to fill in; ``job_target`` is Phụ lục 01 of the city's plan."""
    content = figures_template(query["name"], query["year"], mine(actor, areas().in_force(today)))
    return attachment(content, media_type=XLSX, name=f"so-lieu-{query['name']}-{query['year']}.xlsx")


@uploads(
    blueprint,
    "/figure-uploads",
    action=Action.FIGURE_WRITE,
    query=FigureUploadQuery,
    reply=RecordedFiguresSchema,
    media_types=MEDIA_TYPES,
)
def upload(
    uow: UnitOfWork, actor: Actor, today: date, query: dict[str, Any], content: bytes, media_type: str
) -> dict[str, Any]:
    """A filled-in template, XLSX or CSV: the result of each row with its place; all or nothing unless ``keep_good``."""
    which = {"name": query["name"], "year": query["year"]}
    shown = uploaded(
        content,
        media_type,
        FIGURE_COLUMNS,
        figure_form(query["name"], query["year"]),
        query,
        check=lambda rows: check_figures(uow, actor, today=today, values=rows, **which),
        record=lambda rows: record_figures(uow, actor, today=today, values=rows, keep_good=query["keep_good"], **which),
    )
    return {**which, **shown}
