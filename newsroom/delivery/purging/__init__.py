"""Purging: what keeps pages in front of the site is told what they show, and what to drop."""
