"""Publishing: documents with their versions, releases, manifests, policies."""
