"""Several processes that serve one screen."""
