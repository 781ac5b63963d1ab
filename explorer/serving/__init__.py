"""The web server's own routes, beside Streamlit's: columns, thumbnails, components' files, uploads.

`routes.py` puts them together; `services.py` is what they share with the pages. Nothing imports Streamlit.
"""
