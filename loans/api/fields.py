"""Fields that refuse what money, days and codes must never be, in Vietnamese first and English second."""

import unicodedata
from datetime import UTC, date, datetime
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from loans.domain.columns import AMOUNT_MAX


class Strict(Schema):
    """Refuses unknown fields."""

    class Meta:
        unknown = RAISE


class Amount(fields.Integer):
    """Whole đồng: a JSON integer, never 1.0 or "7"."""

    def __init__(self, *, least: int = 0, **options: Any) -> None:
        super().__init__(
            strict=True,
            validate=validate.Range(
                least,
                AMOUNT_MAX,
                error=f"Phải từ {least} đến {AMOUNT_MAX} đồng. | Must be from {least} to {AMOUNT_MAX} đồng.",
            ),
            **options,
        )

    def _validated(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid", input=value)
        return value


class Whole(Amount):
    """A count between bounds: a JSON integer."""

    def __init__(self, *, least: int = 0, most: int = 1_000_000, **options: Any) -> None:
        super().__init__(least=least, **options)
        self.validators = [
            validate.Range(least, most, error=f"Phải từ {least} đến {most}. | Must be from {least} to {most}.")
        ]


class Given(fields.Integer):
    """A whole number in an address, where everything is text."""

    def __init__(self, *, least: int = 0, most: int = 10**12, **options: Any) -> None:
        bounds = validate.Range(least, most, error=f"Phải từ {least} đến {most}. | Must be from {least} to {most}.")
        super().__init__(validate=bounds, **options)


class Text(fields.String):
    """Text in NFC, without control characters or spaces at its ends."""

    def __init__(self, *, least: int = 1, most: int = 200, **options: Any) -> None:
        super().__init__(
            validate=validate.Length(
                least, most, error=f"Dài từ {least} đến {most} ký tự. | From {least} to {most} characters."
            ),
            **options,
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = unicodedata.normalize("NFC", str(super()._deserialize(value, attr, data, **options))).strip()
        if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs") and sign not in "\n\t" for sign in text):
            raise ValidationError("Có ký tự điều khiển; bỏ đi. | It holds a control character; remove it.")
        return text


class Code(fields.String):
    """A code of digits, kept as text: leading zeros matter."""

    def __init__(self, digits: int, **options: Any) -> None:
        super().__init__(
            validate=validate.Regexp(
                rf"^[0-9]{{{digits}}}\Z",
                error=f"Phải gồm đúng {digits} chữ số, kể cả số 0 ở đầu. | Exactly {digits} digits, leading zeros too.",
            ),
            **options,
        )


class Name(Text):
    """A short code of letters, digits and . _ / -."""

    def __init__(self, *, most: int = 40, **options: Any) -> None:
        super().__init__(most=most, **options)
        self.validators = [
            *self.validators,
            validate.Regexp(
                r"^[0-9A-Za-zĐđ._/-]+\Z",
                error="Chỉ gồm chữ, số và . _ / - | Letters, digits and . _ / - only.",
            ),
        ]


class Planned(fields.Date):
    """A day to come within a lifetime: what counts on from it stays in the calendar."""

    def __init__(self, **options: Any) -> None:
        error = "Phải từ năm 2000 đến 2199. | Must be from 2000 to 2199."
        super().__init__(validate=validate.Range(date(2000, 1, 1), date(2199, 12, 31), error=error), **options)


class Moment(fields.DateTime):
    """A moment in ISO 8601 with its zone."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> datetime:
        moment = super()._deserialize(value, attr, data, **options)
        if not isinstance(moment, datetime) or moment.tzinfo is None:
            raise ValidationError("Thời điểm phải có múi giờ, ví dụ …Z. | The moment needs its zone, as …Z.")
        try:
            found = moment.astimezone(UTC)
            if not 1900 <= found.year <= 2100:
                raise OverflowError
            return found
        except OverflowError as fault:
            raise ValidationError("Thời điểm ngoài lịch. | The moment is beyond the calendar.") from fault


def one_of(choices: Any, **options: Any) -> fields.String:
    """One of some words."""
    words = [str(choice) for choice in choices]
    return fields.String(
        validate=validate.OneOf(words, error=f"Một trong: {', '.join(words)}. | One of: {', '.join(words)}."),
        **options,
    )


def rows_of(schema: type[Schema], *, most: int = 5_000, **options: Any) -> fields.List[Any]:
    """A list of rows, neither empty nor endless."""
    return fields.List(
        fields.Nested(schema),
        required=True,
        validate=validate.Length(1, most, error=f"Từ 1 đến {most} dòng. | From 1 to {most} rows."),
        **options,
    )
