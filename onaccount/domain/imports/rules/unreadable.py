"""Why a file cannot be used: what is so, where, and what to do, in one sentence and its cure."""

from onaccount.foundation.refusals import Refused


class Unreadable(Refused):
    """This file cannot be imported, as a whole. A row that cannot be is the row's own refusal."""

    code = "unreadable"
    sentence = "The file cannot be read."
    cure = "Save it as CSV or XLSX and import that."


class EmptyFile(Unreadable):
    code = "empty_file"
    sentence = "The file is empty."
    cure = "Export the list again and look that it has rows."


class CannotOpen(Unreadable):
    code = "cannot_open"
    sentence = "The file cannot be opened: {why}."
    cure = "Look whether it is there and may be read."


class NotATable(Unreadable):
    code = "not_a_table"
    sentence = "The file is {what}, whatever its name says; a list of customers is read from CSV, Excel or ODS."
    cure = "Open it in the program it comes from, and save the list as CSV or XLSX."


class NoHeader(Unreadable):
    code = "no_header"
    sentence = "No header row was found in the first {rows} rows."
    cure = "Add a first row that names the columns, such as Name, E-mail, Phone."


class NoRows(Unreadable):
    code = "no_rows"
    sentence = "There is a header in row {row}, and no row below it."
    cure = "Export the list again and look that it has rows."


class UnknownEncoding(Unreadable):
    code = "unknown_encoding"
    sentence = 'There is no text encoding "{encoding}".'
    cure = "Choose one such as utf-8, cp1252 or utf-16."


class WrongEncoding(Unreadable):
    code = "wrong_encoding"
    sentence = "The file is not written in {encoding}: line {line} has a byte that it does not know."
    cure = "Choose another encoding, or save the file as UTF-8."


class UnknownDelimiter(Unreadable):
    code = "unknown_delimiter"
    sentence = '"{delimiter}" cannot separate cells.'
    cure = "Use one character: a comma, a semicolon, a tab or |."


class OpenQuote(Unreadable):
    code = "open_quote"
    sentence = "A quotation mark that opens in line {line} never closes."
    cure = "Close it; where it belongs to the text, write it twice."


class CellTooLong(Unreadable):
    code = "cell_too_long"
    sentence = (
        "A cell that begins in line {line} is longer than {allowed:,} characters; often a quotation mark is missing."
    )
    cure = "Close the quotation mark, or shorten the cell."


class TooManyColumns(Unreadable):
    code = "too_many_columns"
    sentence = "Row {row} has {given:,} columns, and at most {allowed:,} are read."
    cure = "Delete the columns that are not needed."


class HasPassword(Unreadable):
    code = "has_password"
    sentence = "This workbook has a password."
    cure = "Save it without one and import it again."


class BrokenWorkbook(Unreadable):
    code = "broken_workbook"
    sentence = "This workbook is damaged or was cut short, and no sheet could be read."
    cure = "Open it in a spreadsheet program, save it again, and import that."


class TooLarge(Unreadable):
    code = "too_large"
    sentence = "This workbook is packed so that {what}, more than a list of customers needs."
    cure = "Save the sheet as CSV and import that."


class TooCostly(Unreadable):
    code = "too_costly"
    sentence = "Reading this workbook takes more than {seconds:g} seconds or {megabytes:,} MB."
    cure = "Save the sheet as CSV and import that."


class NoSuchSheet(Unreadable):
    code = "no_such_sheet"
    sentence = 'There is no sheet "{sheet}".'
    cure = "Choose one of these: {sheets}."


class NoData(Unreadable):
    code = "no_data"
    sentence = "No sheet of this workbook has a filled cell."
    cure = "Look whether the list stands in another workbook."


class Ragged(Refused):
    """One row's cells cannot be told apart. They are never shifted."""

    code = "ragged"
    sentence = "{given} cells under {headings} headings: a {delimiter} inside a cell is not quoted."
    cure = "Put quotes round the cell, or remove the {delimiter}."
