"""What spreadsheet cells print for their values and formats."""

from __future__ import annotations

import pytest

from gk_pipeline.documents.sheet_values import built_in_format, print_number


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("12", "General", "12"),
        ("3.0", "General", "3"),
        ("-0", "0", "0"),
        # The noise of binary fractions is left out, what the author typed is kept whole.
        ("0.30000000000000004", "General", "0.3"),
        ("4166.2416190000003", "0.00", "4166.241619"),
        (160.5964, "0.00", "160.5964"),
        ("1234567", "#,##0", "1234567"),
        ("1.2E-05", "General", "0.000012"),
        ("1.2345678901234568E+17", "General", "123456789012346000"),
        ("1e300", "General", "1E+300"),
        ("0.12", "0%", "12%"),
        ("0.1234", "0.0%", "12.34%"),
        ("0.07", "0.00%", "7%"),
        ("12", '0"件"', "12件"),
        ("160.5964", '#,##0.00"万元"', "160.5964万元"),
        ("1", "[$¥-804]#,##0.00", "¥1"),
        ("3", r"¥#,##0_);\(¥#,##0\)", "¥3"),
        ("5", "0_ ", "5"),
        ("5", "[Red][>3]0;0", "5"),
        # A section with a condition is for the numbers that meet it.
        ("0", '[=0]"—";0', "—"),
        ("5", '[=0]"—";0', "5"),
        ("-5", '[=0]"—";0', "-5"),
        ("7", '[<=0]"无";[>5]0"件";0"条"', "7件"),
        ("3", '[<=0]"无";[>5]0"件";0"条"', "3条"),
        ("3", '[<>3]0;"三"', "三"),
        ("2", '[>3]0;[<1]"小"', "小"),
        ("12345", "0.0,", "12.345"),
        ("7", "@", "7"),
        ("3", "# ?/?", "3"),
        ("12", "0.00E+00", "12"),
        ("5", 'General"条"', "5条"),
        # Sections of a format: positive, negative, zero; an empty one prints nothing.
        ("-5", "0;-0;;@", "-5"),
        ("-5", "0;[Red]0", "-5"),
        ("0", "0;-0;;@", ""),
        ("5", "0;-0;;@", "5"),
        ("0", '0;-0;"无"', "无"),
        ("7", ";;;", ""),
        # A zero fills no place that may stay empty: accounting formats print a dash alone for it.
        ("0", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"??_ ;_ @_ ', "-"),
        ("12", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"??_ ;_ @_ ', "12"),
        ("0", "#", ""),
        ("0", '#"件"', "件"),
        ("0", "#,##0", "0"),
        ("0", "General", "0"),
        ("45322", 'yyyy"年"m"月"d"日"', "2024年1月31日"),
        ("45322", '[$-804]yyyy"年"m"月"d"日";@', "2024年1月31日"),
        ("45322.5", "yyyy/m/d h:mm", "2024-01-31 12:00"),
        ("45322", "m/d/yy", "2024-01-31"),
        ("0.5", "h:mm", "12:00"),
        ("-1", "yyyy-mm-dd", "-1"),
        ("9999999", "yyyy-mm-dd", "9999999"),
        ("59", "yyyy-mm-dd", "1900-02-28"),
        ("61", "yyyy-mm-dd", "1900-03-01"),
        ("nan", "0", "nan"),
        ("#N/A", "0", "#N/A"),
    ],
)
def test_numbers_under_formats(value: str | float, number_format: str, text: str) -> None:
    assert print_number(value, number_format).strip() == text


def test_dates_of_files_that_count_from_1904() -> None:
    assert print_number("43860", "yyyy-m-d", epoch_1904=True) == "2024-01-31"


def test_zeros_of_sheets_that_hide_them() -> None:
    assert print_number("0", "General", show_zero=False) == ""
    assert print_number("0.5", "General", show_zero=False) == "0.5"


@pytest.mark.parametrize(
    ("number", "value", "text"),
    [
        (9, "0.5", "50%"),
        (3, "1234", "1234"),
        (14, "45322", "2024-01-31"),
        (31, "45322", "2024年1月31日"),
        (999, "1", "1"),
    ],
)
def test_formats_that_files_name_by_number(number: int, value: str, text: str) -> None:
    assert print_number(value, built_in_format(number)) == text


def test_a_hostile_format_takes_no_time() -> None:
    assert print_number("1", '"' * 5000 + "[" * 5000 + "0" * 5000) is not None
