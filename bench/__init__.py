"""Measurements: what the exact rules cost beside the nearest thing that gives no guarantee. Printed, never asserted."""
