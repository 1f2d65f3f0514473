"""Many loans at once, as columns: what reports, forecasts and work lists say of a whole city is worked out here."""
