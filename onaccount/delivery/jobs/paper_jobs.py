"""Proofs of customers who are gone."""

from onaccount.domain.vetting.actions.papers import forget_loose_papers


def forget_papers(key: str) -> None:
    """A customer was deleted: the files that came with its application go too."""
    forget_loose_papers()
