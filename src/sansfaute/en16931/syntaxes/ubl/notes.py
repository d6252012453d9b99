"""Notes (BG-1): UBL has no element for their subject code (BT-21) and writes it in front: `#AAB#text`."""

from sansfaute.en16931.model import Note
from sansfaute.en16931.syntaxes.refusals import WriteRefused, finding

_CODE_LENGTH = 3  # of every code of UNTDID 4451: a text that begins otherwise has none


def note_of(text: str) -> Note:
    """The note that a text of UBL holds."""
    code = text[1 : 1 + _CODE_LENGTH]
    coded = text[:1] == "#" and text[1 + _CODE_LENGTH : 2 + _CODE_LENGTH] == "#"
    if coded and "#" not in code and len("".join(code.split())) == _CODE_LENGTH:
        return Note(subject_code=code, text=text[2 + _CODE_LENGTH :])
    return Note(text=text)


def text_of(note: Note, path: str) -> str:
    """The text that UBL has for a note; raises WriteRefused for one that would be read as another."""
    text = f"#{note.subject_code}#{note.text}" if note.subject_code else note.text
    if note_of(text) != Note(subject_code=note.subject_code or None, text=note.text):
        fr = f"UBL ne peut pas porter cette note : « {text[:40]} » y serait lue avec un autre code sujet."
        en = f"UBL cannot carry this note: “{text[:40]}” would be read with another subject code."
        fix = ("Donner à la note un code sujet de trois lettres.", "Give the note a subject code of three letters.")
        raise WriteRefused([finding("write.note", path, text, fr, en, *fix, term="BT-21")])
    return text
