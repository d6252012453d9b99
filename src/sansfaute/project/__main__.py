"""`python -m sansfaute.project` is the command `sansfaute`."""

from sansfaute.project.commands import main

if __name__ == "__main__":
    main()
