"""The tags and categories that there are, with how many customers have each."""

from dataclasses import dataclass

from django.db.models import Count, Q

from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.models import Tag
from onaccount.domain.customers.queries.lists import STANDING
from onaccount.domain.customers.rules.labels import NoSuchLabel, offered_categories, same_label

MOST_SHOWN = 500  # the rest is found by its customers


@dataclass(frozen=True, slots=True)
class Label:
    """A tag (whose `key` is its row's) or a category. One that `is_offered` stands in the lists of forms."""

    name: str
    count: int
    key: int = 0
    is_offered: bool = True


def tag_labels() -> list[Label]:
    """By name, and at most MOST_SHOWN."""
    tags = Tag.objects.annotate(n=Count("customers", filter=Q(customers__merged_into=None))).order_by("name")[
        :MOST_SHOWN
    ]
    return [Label(tag.name, tag.n, tag.pk) for tag in tags]


def tag_label(key: int) -> Label:
    tag = Tag.objects.annotate(n=Count("customers", filter=Q(customers__merged_into=None))).filter(pk=key).first()
    if tag is None:
        raise NoSuchLabel
    return Label(tag.name, tag.n, tag.pk)


def category_names() -> list[str]:
    """What forms offer. Another may be typed all the same."""
    return offered_categories(current_business().categories)


def category_labels() -> list[Label]:
    """Those that are offered, in their order, then those that customers have besides, the commonest first."""
    rows = STANDING.exclude(category="").values_list("category").annotate(n=Count("pk"))
    counts = dict(rows.order_by("-n", "category"))
    offered = category_names()
    besides = [Label(name, n, is_offered=False) for name, n in counts.items() if name not in offered]
    return [Label(name, counts.get(name, 0)) for name in offered] + besides[:MOST_SHOWN]


def category_label(name: str) -> Label:
    count = STANDING.filter(category=name).count() if name else 0
    is_offered = name in category_names()
    if not count and not is_offered:
        raise NoSuchLabel
    return Label(name, count, is_offered=is_offered)


def category_like(name: str) -> str | None:
    """The category that is offered by this name, whatever the case."""
    return next((other for other in category_names() if same_label(other, name)), None)
