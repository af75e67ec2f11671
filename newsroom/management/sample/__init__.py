"""The sample newsroom that `manage.py demo` loads: words, people and pictures of our own making.

Only data, without Django. The command reads it in this order:

- `paper`: the paper's name, its sections, topics, contributors and staff;
- `pictures`: the captions, and `make_picture` that paints them;
- `wire/` and `stories`: the files that the agencies sent, and what the desk does with each;
- `opinion`: the opinion pages.

Times are hours before, or minutes after, the moment at which the demo is made.
"""
