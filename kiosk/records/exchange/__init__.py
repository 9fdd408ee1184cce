"""Exchange between stations and office: enrolling, receiving, joining."""
