"""Broken input, made by the thousand, against the laws that every reader and the repair keep."""
