"""Tests of kiosk/web/desk/hall."""
