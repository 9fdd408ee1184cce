"""What pages show besides their words: stylesheets, and QR codes."""
