"""Tariffs of each kind."""

from decimal import Decimal as D

from kiosk.vocabulary.documents import Band, ByWeight, Percent, Said, Stage, Tiered, Zone

GAS = Tiered((Band(D(300), D("2.75")), Band(D(480), D("3.30")), Band(None, D("4.10"))))
HOME = Tiered(GAS.bands, persons=4, extra=D(60))
LETTER = ByWeight(
    (
        Zone(Said("本埠"), (Stage(100, 20, D("0.80")), Stage(2000, 100, D("1.20")))),
        Zone(Said("外埠"), (Stage(100, 20, D("1.20")), Stage(2000, 100, D("2.00")))),
    )
)
SHARE = Percent(D("0.5"), D(1), D(50))
