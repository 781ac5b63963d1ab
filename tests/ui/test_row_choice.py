from explorer.ui.row_choice import narrowed


def test_what_each_step_has_left_is_said_in_order_and_names_are_no_markdown():
    said = narrowed([["rows that can be used", 1_797], ["where a_b = '*'", 900], ["one row in 2", 450]])

    assert said == (
        ":material/filter_alt: rows that can be used: **1,797** → where a\\_b = '\\*': **900** → one row in 2: **450**"
    )
