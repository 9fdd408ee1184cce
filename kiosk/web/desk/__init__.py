"""The desk, for clerks and the branch's manager."""
