"""How other devices of the hall come to the desk."""
