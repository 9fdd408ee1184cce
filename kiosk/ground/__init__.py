"""The foundation: database, keys, clock, configuration. It knows no noun of the trade."""
