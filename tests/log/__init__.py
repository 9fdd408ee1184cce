"""The transparency log of a running office, checked by programs that are not ours."""
