"""How the tables of words are written."""


def table(text: str) -> dict[str, str]:
    """{way of writing: word} of lines "word: way, way"."""
    lines = (line.split(":") for line in text.strip().splitlines())
    return {way.strip(): word.strip() for word, ways in lines for way in ways.split(",")}
