"""Benchmarks: run by hand, with the machine and the numbers printed; the tests do not run them."""
