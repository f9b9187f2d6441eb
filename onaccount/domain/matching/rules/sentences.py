"""What each reason says, by its code: one table, so that every sentence is in the catalogue and translated when shown.

A sentence is a few words that stand in a list after "looks like No. 7, Graham's Widgets Ltd:".
"""

from onaccount.domain.matching.rules.scoring.wording import COMMON, RARE, SHARED_PLACE, THROUGH_A_THIRD, WORDINGS

SENTENCES = {
    each.code: each.sentence
    for each in (*WORDINGS.values(), *RARE.values(), *COMMON.values(), SHARED_PLACE, THROUGH_A_THIRD)
} | {
    "name_begins": "name begins the same",  # as far as it is typed
    "same_login_email": "logs in with this e-mail",
}
