#!/usr/bin/env python3
"""厅声 Tingsheng: hands over to the command line."""

from kiosk.commands.main import main

if __name__ == "__main__":
    main()
