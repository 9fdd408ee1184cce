"""厅声 Tingsheng, the voice of the service hall."""

VERSION = "0.2.0"
