"""Cases from filing to closing, with their contact details."""
