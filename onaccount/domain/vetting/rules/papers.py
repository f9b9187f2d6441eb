"""How many proofs an application carries. Pure."""

from onaccount.foundation.refusals import Refused

MOST_PAPERS = 10


class TooManyPapers(Refused):
    code = "too_many_papers"
    sentence = "An application carries {most} files."
    cure = "Take one out first."
