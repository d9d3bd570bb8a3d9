"""``python -m interface`` does what ``bubbles`` does."""

from interface.cli import main

if __name__ == "__main__":
    main()
