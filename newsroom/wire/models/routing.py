"""Routing rules: where copy goes by what is said about it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from newsroom.wire.models.feed import Feed


class RoutingRuleQuerySet(models.QuerySet["RoutingRule"]):
    """The words the wire desk uses for rules."""

    def in_force(self) -> "RoutingRuleQuerySet":
        """In the order in which they are asked."""
        return self.filter(is_active=True).order_by("position", "pk")


class RoutingRule(models.Model):
    """If all that it names is true of an item, it sets section, priority and hold.

    All rules are asked in order; the first that sets a thing decides it.
    """

    name = models.CharField(max_length=120, unique=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller is asked first.")
    is_active = models.BooleanField(default=True)

    feed = models.ForeignKey(
        Feed, on_delete=models.CASCADE, null=True, blank=True, related_name="rules",
        help_text="Leave empty for every feed.",
    )  # fmt: skip
    category = models.CharField(max_length=60, blank=True, help_text="The agency's own, such as s.")
    subject = models.CharField(
        max_length=60, blank=True,
        help_text="A code such as 15054000 or medtop:20000822; what lies below it counts too.",
    )  # fmt: skip
    keyword = models.CharField(
        max_length=120, blank=True,
        help_text="A word or words in the headline, slug line or keywords; several with commas.",
    )  # fmt: skip
    language = models.CharField(max_length=35, blank=True)
    most_urgency = models.PositiveSmallIntegerField(
        "urgency up to", null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
        help_text="1 is a flash; 3 means 1, 2 and 3.",
    )  # fmt: skip

    section = models.ForeignKey(
        "publishing.Section", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    priority = models.SmallIntegerField(
        null=True, blank=True, help_text="Larger stands higher in the inbox; 0 is ordinary."
    )
    hold = models.CharField(
        max_length=200, blank=True, help_text="A reason to hold it until a person looks at it."
    )
    publish = models.BooleanField(
        "publish by itself", default=False,
        help_text="Readers get it at once. Never embargoed, held or advisory copy.",
    )  # fmt: skip

    objects = RoutingRuleQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="routing_rule_asks_something",
                condition=Q(feed__isnull=False) | ~Q(category="") | ~Q(subject="")
                | ~Q(keyword="") | ~Q(language="") | Q(most_urgency__isnull=False),
                violation_error_message="Name at least one thing that the rule goes by.",
            ),
            models.CheckConstraint(
                name="routing_rule_does_something",
                condition=Q(section__isnull=False) | Q(priority__isnull=False) | ~Q(hold="")
                | Q(publish=True),
                violation_error_message="Name at least one thing that the rule does.",
            ),
            models.CheckConstraint(
                name="routing_rule_held_is_not_published",
                condition=Q(publish=False) | Q(hold=""),
                violation_error_message="A rule holds copy or publishes it, not both.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
