"""Damaged text back to what was written, with every change said and every offset kept."""

from onrecord.repair.repairing import Repaired, repair

__all__ = ["Repaired", "repair"]
