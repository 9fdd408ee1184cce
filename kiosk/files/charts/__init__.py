"""Charts: specifications in Vega-Lite, the unit that draws them, and its pictures made fit for a
page."""
