"""Where allauth asks this house: nobody signs up by its pages, for accounts are made by our actions."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from onaccount.domain.business.queries import current_business
from onaccount.domain.people.rules.second_factor import FactorUnreadable
from onaccount.foundation.locks import WrongKey, lock, unlock

PURPOSE = b"onaccount.second-factor"


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are kept under a key that is not in the database; passkeys are for the public address."""

    def encrypt(self, text: str) -> str:
        return lock(text, key=settings.SECRET_KEY, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return unlock(encrypted_text, key=settings.SECRET_KEY, purpose=PURPOSE)
        except WrongKey:
            raise FactorUnreadable from None

    def get_totp_issuer(self) -> str:
        return current_business().name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": settings.PUBLIC_HOST, "name": current_business().name}
