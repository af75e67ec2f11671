"""Bulk content for load tests: of realistic shape, the same for the same seed."""
