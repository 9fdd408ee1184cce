"""Tests of kiosk/records/hall/pauses."""
