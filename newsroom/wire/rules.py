"""The routing rules as they are stored, made into those of ``newsroom.wire.routing``."""

from newsroom.wire.models import RoutingRule
from newsroom.wire.routing import Rule, keywords_of


def rules_in_force() -> list[Rule]:
    """All active rules in their order; one query."""
    return [rule_of(row) for row in RoutingRule.objects.in_force()]


def rule_of(row: RoutingRule) -> Rule:
    """One stored rule, or one that a form is about to store."""
    return Rule(
        name=row.name,
        feed=row.feed_id,
        category=row.category.strip(),
        subject=row.subject.strip(),
        keywords=keywords_of(row.keyword),
        language=row.language.strip(),
        most_urgency=row.most_urgency,
        section=row.section_id,
        priority=row.priority,
        hold=row.hold.strip(),
        publish=row.publish,
    )
