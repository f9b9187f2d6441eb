"""What is said before somebody is erased."""

POSTED = "What was posted and sold, by number, amount and day: the books."
ELSEWHERE = "Backups made before, and logs, until you delete them; and what other customers' own records say."
OWES = "The account of No. {number} stands at {amount} {currency}: afterwards nobody knows who owes or is owed it."
THERE = "It is known in {system} too: a task will name the contact, and somebody has to erase it there."

TEMPLATES = (POSTED, ELSEWHERE, OWES, THERE)
