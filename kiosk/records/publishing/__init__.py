"""Documents: versions, releases, manifests."""
