"""Tests of kiosk/files/typing."""
