"""What weekly and monthly meetings are about: own lines, actions, the days they look back on."""
