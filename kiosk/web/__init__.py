"""Views, by who is looking: lobby, desk, staff (desk and office), office, machines."""
