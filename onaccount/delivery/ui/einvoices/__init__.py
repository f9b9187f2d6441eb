"""An invoice as machines read it: EN 16931 in both of its syntaxes, and a PDF with one of them inside.

What is written is what was issued: nothing of it changes when the invoice is paid.
"""

from onaccount.delivery.ui.einvoices.cii import cii_of
from onaccount.delivery.ui.einvoices.pdf import pdf_of
from onaccount.delivery.ui.einvoices.ubl import ubl_of

__all__ = ["cii_of", "pdf_of", "ubl_of"]
