"""The page cache: finished pages in this process's memory, outside Django's request stack."""
