"""Tests of the ways in, against small servers of our own on this machine."""
