"""A mail server that is a folder: each message is one .eml file that any mail program opens.

The name comes from the message's own Message-ID, so sending it again finds the file there and
writes no second one: delivery to the folder happens exactly once, whatever is killed and restarted.
"""

from sansfaute.delivery.adapters.mail_folder.backend import EmailBackend, filename_of

__all__ = ["EmailBackend", "filename_of"]
