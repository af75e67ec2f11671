"""The doctor: looks at a running installation and says in sentences what to do."""
