"""Calibration: which values of the mechanisms the facts marked C do not reject, found wave by wave."""
