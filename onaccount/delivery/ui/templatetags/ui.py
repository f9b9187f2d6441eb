"""How values look on every page: look.md, "Writing". Doors share these and nothing else."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django import template
from django.forms import BoundField
from django.template.base import Parser, Token
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from onaccount.delivery.ui.assets import asset_address
from onaccount.delivery.ui.stencil import FilledNode

register = template.Library()

LIST_TIME = "%d/%m/%Y %H:%M:%S"
LIST_DAY = "%d/%m/%Y"


@register.filter(expects_localtime=True)
def moment(at: datetime | None) -> str:
    """24/10/2014 10:31:07, as lists say it."""
    return at.strftime(LIST_TIME) if at else ""


@register.filter(expects_localtime=True)
def when(at: datetime | None) -> str:
    """Today 07:00, Yesterday 15:12, and the plain date before that, as timelines say it."""
    if not at:
        return ""
    today = timezone.localtime(timezone.now(), at.tzinfo).date()
    if at.date() == today:
        return _("Today %(time)s") % {"time": f"{at:%H:%M}"}
    if at.date() == today - timedelta(days=1):
        return _("Yesterday %(time)s") % {"time": f"{at:%H:%M}"}
    return at.strftime(LIST_DAY)


@register.filter(expects_localtime=True)
def soon(at: datetime | None) -> str:
    """18:00 of today, and 24/10/2014 18:00 of any other day: when something ends, or was last."""
    if not at:
        return ""
    is_today = timezone.localtime(timezone.now(), at.tzinfo).date() == at.date()
    return f"{at:%H:%M}" if is_today else at.strftime(f"{LIST_DAY} %H:%M")


@register.filter
def thousands(number: Any) -> str:
    """1,604. What is already words ("999+") stays as it is."""
    return f"{number:,}" if isinstance(number, int) else str(number if number is not None else "")


@register.filter
def initials(name: str) -> str:
    """Nadia Okafor is NO; a single word gives its first two letters."""
    words = [word for word in str(name).replace("@", " ").replace(".", " ").split() if word[0].isalnum()]
    if not words:
        return ""
    return (words[0][:2] if len(words) == 1 else words[0][0] + words[-1][0]).upper()


@register.simple_tag
def asset(name: str) -> str:
    """The address of a stylesheet, script or drawing."""
    return asset_address(name)


@register.simple_tag
@cache  # a list of 25 rows draws 200 of them
def icon(name: str, *, large: bool = False, solid: bool = False) -> SafeString:
    """One drawing of the sprite, silent for screen readers: the word beside it speaks."""
    style = "icon" + (" icon--large" if large else "") + (" icon--solid" if solid else "")
    return format_html(
        '<svg class="{}" viewBox="0 0 20 20" aria-hidden="true"><use href="{}#{}"/></svg>',
        style,
        asset_address("icons.svg"),
        name,
    )


@register.tag
def filled(parser: Parser, token: Token) -> FilledNode:
    """Draw what stands between for each row of a list, at the price of one row."""
    _tag, row, *names = token.split_contents()
    nodelist = parser.parse(("endfilled",))
    parser.delete_first_token()
    return FilledNode(nodelist, parser.compile_filter(row), names)


@register.inclusion_tag("ui/parts/field.html")
def field(bound: BoundField | str, label: str = "", hint: str = "", **attrs: Any) -> dict[str, Any]:
    """Label, hint, control and message of one form field, tied together for screen readers.

    A form without the field gives "", and nothing is drawn: one page serves forms that differ by kind of customer.
    `attrs` go on the control, with "_" for "-"; False takes one away.
    """
    if not isinstance(bound, BoundField):
        return {"bound": None}
    hint = hint or str(bound.help_text)
    given = {name.replace("_", "-"): value for name, value in attrs.items()}
    return {
        "bound": bound,
        "label": label or bound.label,
        "hint": hint,
        "mark": mark_of(bound),
        "shape": shape_of(bound),
        "control": bound.as_widget(attrs=control_attrs(bound, hint=bool(hint)) | given),
    }


def mark_of(bound: BoundField) -> str:
    """Said is what is rarer in this form: that a field is optional, or that it is needed."""
    fields = bound.form.fields.values()
    mostly_needed = 2 * sum(field.required for field in fields) >= len(fields)
    if bound.field.disabled or bound.field.required == mostly_needed:
        return ""
    return _("optional") if mostly_needed else _("needed")


SHAPES = {"checkbox": "tick", "radioselect": "radio", "file": "file", "clearablefile": "file"}


def shape_of(bound: BoundField) -> str:
    return SHAPES.get(bound.widget_type, "line")


def control_attrs(bound: BoundField, *, hint: bool) -> dict[str, Any]:
    """The class of our stylesheet, and the ids of what explains the control."""
    described = [f"{bound.auto_id}_helptext"] * hint + [f"{bound.auto_id}_error"] * bool(bound.errors)
    attrs: dict[str, Any] = {"class": "choice__box" if shape_of(bound) == "tick" else "input", "placeholder": False}
    return attrs | ({"aria-describedby": " ".join(described)} if described else {})
