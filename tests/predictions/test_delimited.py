"""CSV and its relatives: every value stays the text it was, and a broken file is refused with row and remedy."""

from __future__ import annotations

import pytest

from workbench.errors import UnreadableFile


def codes(table) -> list[str]:
    return [finding.code for finding in table.findings]


def test_every_value_stays_the_text_it_was(read_here):
    table = read_here(b"id,label,score,group\n00123,1,0.5,NA\n007,0,,null\n")
    assert table.arrow.to_pydict() == {
        "id": ["00123", "007"],
        "label": ["1", "0"],
        "score": ["0.5", ""],
        "group": ["NA", "null"],
    }
    assert (table.format, table.encoding, table.delimiter, table.findings) == ("CSV", "utf-8", ",", ())


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(read_here, delimiter):
    table = read_here(f"y{delimiter}p\n1{delimiter}0.5\n0{delimiter}0.25\n".encode())
    assert table.delimiter == delimiter
    assert table.arrow.to_pydict() == {"y": ["1", "0"], "p": ["0.5", "0.25"]}
    assert codes(table) == ([] if delimiter in ",\t" else ["delimiter-guessed"])


def test_the_separator_line_of_excel_is_not_the_header(read_here):
    table = read_here(b"sep=;\r\ny;p\r\n1;0,5\r\n")
    assert table.arrow.to_pydict() == {"y": ["1"], "p": ["0,5"]}
    with pytest.raises(UnreadableFile, match=r"Row 2 \(line 4 of the file\)"):
        read_here(b"sep=;\ny;p\n1;0,5\n1\n")


def test_semicolons_win_over_decimal_commas(read_here):
    table = read_here(b"y;p;q\n1;0,53;1,5\n0;0,7;2,5\n")
    assert table.delimiter == ";"
    assert table.arrow.to_pydict() == {"y": ["1", "0"], "p": ["0,53", "0,7"], "q": ["1,5", "2,5"]}


@pytest.mark.parametrize(
    ("content", "encoding", "found"),
    [
        ("\ufeffy,név\n1,é\n".encode(), "utf-8", []),
        ("y,név\n1,é\n".encode("utf-16"), "utf-16-le", []),
        ("\ufeffy,név\n1,é\n".encode("utf-16-be"), "utf-16-be", []),
        ("y,név\n1,é\n".encode("utf-16-le"), "utf-16-le", ["encoding-guessed"]),
        ("y,név\n1,é\n".encode("utf-16-be"), "utf-16-be", ["encoding-guessed"]),
        ("y,név\n1,é\n".encode("cp1252"), "cp1252", ["encoding-guessed"]),
        ("y,név\n1,é\n".encode("utf-32"), "utf-32-le", []),
    ],
)
def test_encodings(read_here, content, encoding, found):
    table = read_here(content)
    assert table.arrow.to_pydict() == {"y": ["1"], "név": ["é"]}
    assert table.encoding == encoding
    assert codes(table) == found


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_blank_lines(read_here, end):
    table = read_here(end.join(["y,p", "1,0.5", "", "0,0.25", ""]).encode())
    assert table.arrow.to_pydict() == {"y": ["1", "0"], "p": ["0.5", "0.25"]}


@pytest.mark.parametrize("blank", ["\n", "\r\n", "\r", "\n  \n\n", "\n" * 300_000])
def test_blank_lines_before_the_names_are_skipped(read_here, blank):
    assert read_here(f"{blank}y,p\n1,0.9\n0,0.2\n".encode()).arrow.to_pydict() == {"y": ["1", "0"], "p": ["0.9", "0.2"]}
    assert read_here(f"{blank}sep=;\n{blank}y;p\n1;0,9\n".encode()).arrow.to_pydict() == {"y": ["1"], "p": ["0,9"]}


def test_blank_lines_before_the_names_are_counted_as_lines(read_here):
    with pytest.raises(UnreadableFile, match=r"Row 2 \(line 5 of the file\)"):
        read_here(b"\n\ny,p\n1,0.9\n0\n")


def test_last_row_needs_no_line_end(read_here):
    assert read_here(b"y,p\n1,0.5\n0,0.25").arrow.num_rows == 2


def test_quotes_hold_delimiters_quotes_and_line_breaks(read_here):
    table = read_here(b'y,note\r\n1,"a, ""b"""\r\n0,"two\r\nlines"\r\n')
    assert table.arrow.to_pydict() == {"y": ["1", "0"], "note": ['a, "b"', "two\r\nlines"]}
    (finding,) = table.findings
    assert (finding.code, finding.row, finding.column) == ("line-breaks", 2, "note")


def test_a_quote_inside_an_unquoted_value_is_text(read_here):
    assert read_here(b'y,size\n1,5" pipe\n0,3\n').arrow.to_pydict()["size"] == ['5" pipe', "3"]


def test_unnamed_column_is_numbered_and_noted(read_here):
    table = read_here(b",y,p\n0,1,0.5\n")
    assert table.column_names == ("column_1", "y", "p")
    assert codes(table) == ["unnamed-column"]


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (b"y,p\n1,0.5\n1,0.5,9\n", ["Row 2 (line 3", "3 values", "2 columns", "Remove"]),
        (b"y,p\n1,0.5\n\n1\n", ["Row 2 (line 4", "1 value,", "2 columns", "cut short"]),
        (b'y,p\n1,0.5\n0,"0.7\n1,0.9\n', ["Row 2 (line 3", "never closed"]),
        (b'y,p\n1,"a\n0,b\n1,"c"\n', ["Row 1 (line 2", "closing quote"]),
        (b"y,y\n1,2\n", ["columns 1 and 2", "'y'", "Rename"]),
        (b"y,p\n", ["no rows"]),
        (b"y,p", ["no rows"]),
        (b"\n\n", ["empty"]),
        (b"score\n0.5\n", ["two columns", "'score'"]),
        (b"1,0.5\n0,0.7\n", ["first row must name the columns", "0.5"]),
    ],
)
def test_broken_files_are_refused_with_one_sentence(read_here, content, parts):
    with pytest.raises(UnreadableFile) as refused:
        read_here(content)
    for part in parts:
        assert part in str(refused.value)


def test_an_unclosed_quote_is_found_in_a_row_longer_than_a_block(read_here):
    content = b'y,p\n1,0.5\n0,"0.7\n' + b"1,0.25\n" * 2_500_000
    with pytest.raises(UnreadableFile, match=r"Row 2 \(line 3 of the file\) opens a quote"):
        read_here(content)


def test_rows_of_many_blocks_are_all_read(read_here):
    """The file is larger than a block, and quoted line breaks fall on its borders."""
    content = b"y,p,t\n" + b'1,0.123456789,"a\nb"\n' * 900_000
    table = read_here(content)
    assert table.arrow.num_rows == 900_000
    assert set(table.arrow.column("t").unique().to_pylist()) == {"a\nb"}
