"""`lily` and `python -m lily`."""

from lily.cli import main

if __name__ == "__main__":
    main()
