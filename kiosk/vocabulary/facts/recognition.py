"""What was awarded, by which scheme, for which figures."""

import datetime

from kiosk.vocabulary.facts.fact import Fact, Number, Role


class Awarded(Fact, frozen=True, tag="awarded"):
    """A clerk reached a tier (晋级, P04) or earned another award (P22); `clerk` is '' for an award
    of the branch, or of its `window`, by its number.

    `subject` is the same for all that were awarded at once; `scheme` the document's key, `version`
    the SHA-256 of its content, `name` what it was called. It was earned from `first` to `last` with
    these `points`, by `inputs`, the scheme's figures as they are printed; `digest` is the SHA-256
    of the inputs of all who took part. It is shown up to and including `until`, None for good;
    what is not `public` is no award that a screen of the hall shows.
    """

    subject: str
    clerk: str
    scheme: str
    version: str
    name: str
    name_en: str
    level: Number
    first: datetime.date
    last: datetime.date
    until: datetime.date | None
    points: str
    inputs: dict[str, str]
    digest: str
    role: Role
    by: str
    public: bool = True
    window: str = ""
