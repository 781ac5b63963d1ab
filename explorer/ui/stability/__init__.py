"""The Stability page: does a grouping come again, and is it more than luck."""
