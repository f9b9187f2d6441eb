"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """OWASP's first choice for argon2id: 19 MiB, two passes, one lane.

    Django's default takes 100 MB and 200 ms a time, so that a dozen log-ins at once would fill a small machine.
    """

    memory_cost = 19 * 1024  # KiB
    time_cost = 2
    parallelism = 1
