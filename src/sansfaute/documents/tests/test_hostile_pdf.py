"""PDFs that anybody may send: every way to attach an invoice is read, and no file harms its reader."""

import io
import subprocess
import sys
import zlib
from collections.abc import Callable

import pikepdf
import pytest

from sansfaute.documents.adapters.facturx_pdf import extract, extract_cii, opened
from sansfaute.en16931.syntaxes import cii, read, ubl
from sansfaute.en16931.tests.official import EXAMPLES, needs_examples
from sansfaute.en16931.tests.samples import ordinary

XML = cii.write(ordinary(1))
Specify = Callable[[pikepdf.Pdf, str, pikepdf.Stream], pikepdf.Object]


def specification(pdf: pikepdf.Pdf, name: str, stream: pikepdf.Stream) -> pikepdf.Object:
    """A file specification with both names, as the formats ask."""
    held = pikepdf.Dictionary(F=stream, UF=stream)
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Filespec, F=name, UF=name, EF=held, AFRelationship=pikepdf.Name.Alternative
        )
    )


def crafted(
    *files: tuple[str, bytes],
    associated: bool = True,
    named: bool = True,
    specify: Specify = specification,
    dress: Callable[[pikepdf.Stream], None] = lambda stream: None,
) -> bytes:
    """A one-page PDF whose catalog associates (/AF) and names (/EmbeddedFiles) these files, or does one of both."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        specified = []
        for name, content in files:
            stream = pdf.make_stream(content)
            dress(stream)
            specified.append((name, specify(pdf, name, stream)))
        if associated:
            pdf.Root.AF = pikepdf.Array([one for _, one in specified])
        if named:
            tree = pikepdf.Array([part for name, one in sorted(specified) for part in (pikepdf.String(name), one)])
            pdf.Root.Names = pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=tree))
        out = io.BytesIO()
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "factur-x.xml",
        "zugferd-invoice.xml",
        "ZUGFeRD-invoice.xml",
        "xrechnung.xml",
        "a/b\\Factur-X.xml",
        " factur-x.xml ",
    ],
)
@pytest.mark.parametrize(("associated", "named"), [(True, True), (True, False), (False, True)])
def test_every_name_and_place_is_read(name: str, associated: bool, named: bool) -> None:
    terms = ("conditions.pdf", b"%PDF-1.7")
    assert extract_cii(crafted(terms, (name, XML), associated=associated, named=named)) == XML


def test_neither_place_holds_it() -> None:
    assert opened(crafted(("factur-x.xml", XML), associated=False, named=False)) == (b"", "none")


@pytest.mark.parametrize("keys", [("F",), ("UF",)])
def test_old_writers_give_one_name_only(keys: tuple[str, ...]) -> None:
    def specify(pdf: pikepdf.Pdf, name: str, stream: pikepdf.Stream) -> pikepdf.Object:
        held = pikepdf.Dictionary({f"/{key}": stream for key in keys})
        return pikepdf.Dictionary({"/EF": held, **{f"/{key}": name for key in keys}})

    assert extract_cii(crafted(("ZUGFeRD-invoice.xml", XML), specify=specify)) == XML


def test_a_tree_of_names_with_branches_is_read() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        one = specification(pdf, "factur-x.xml", pdf.make_stream(XML))
        leaf = pdf.make_indirect(
            pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("factur-x.xml"), one]), Limits=["a", "z"])
        )
        branch = pdf.make_indirect(pikepdf.Dictionary(Kids=pikepdf.Array([leaf]), Limits=["a", "z"]))
        pdf.Root.Names = pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Kids=pikepdf.Array([branch])))
        out = io.BytesIO()
        pdf.save(out)
    assert extract_cii(out.getvalue()) == XML


@pytest.mark.parametrize("content", [ubl.write(ordinary(1)), XML.decode().encode("utf-16"), b"<!-- -->" * 2000 + XML])
def test_ubl_other_encodings_and_long_comments_are_read(content: bytes) -> None:
    content = content.replace(b"encoding='UTF-8'", b"") if content.startswith(b"<!--") else content
    assert extract_cii(crafted(("factur-x.xml", content))) == content


def test_every_official_pdf_gives_an_invoice() -> None:
    needs_examples()
    found = [read(extract_cii(path.read_bytes()) or b"") for path in sorted(EXAMPLES.rglob("*.pdf"))]
    assert len(found) == 27
    assert all(one.syntax == "cii" and one.invoice is not None for one in found)


def packed(*filters: str) -> Callable[[pikepdf.Stream], None]:
    """Writes the stream's bytes as packed by these filters."""

    def dress(stream: pikepdf.Stream) -> None:
        content = stream.read_raw_bytes()
        for name in reversed(filters):
            if name.startswith("/Fl"):
                content = zlib.compress(content)
            elif name.startswith("/ASCIIHex"):
                content = content.hex().encode() + b">"
        names = pikepdf.Array([pikepdf.Name(name) for name in filters])
        stream.write(content, filter=names, type_check=False)

    return dress


@pytest.mark.parametrize(
    "filters", [("/FlateDecode",), ("/FlateDecode", "/FlateDecode"), ("/ASCIIHexDecode", "/FlateDecode")]
)
def test_packings_are_undone(filters: tuple[str, ...]) -> None:
    assert extract_cii(crafted(("factur-x.xml", XML), dress=packed(*filters))) == XML


@pytest.mark.parametrize("filters", [("/JBIG2Decode",), ("/FlateDecode",) * 5])
def test_packings_of_images_hold_no_invoice(filters: tuple[str, ...]) -> None:
    assert opened(crafted(("factur-x.xml", XML), dress=packed(*filters)))[1] in ("none", "broken")


@pytest.mark.parametrize("name", [b"/LZWDecode ", b"/LZW]", b"/#4cZ#57Decode/"])
def test_a_packing_without_limit_is_refused(name: bytes) -> None:
    assert opened(crafted(("factur-x.xml", XML)).replace(b"%%EOF", b"%" + name + b"\n%%EOF")) == (b"", "broken")


def test_thousands_of_attachments_do_not_hide_the_invoice() -> None:
    many = [(f"{number:05d}.xml", b"<a/>") for number in range(5000)]
    assert extract_cii(crafted(*many, ("factur-x.xml", XML), associated=False)) == XML
    assert opened(crafted(*many, ("z.xml", XML), associated=False)) == (b"", "none")


def test_odd_names_are_no_harm() -> None:
    odd = ["", "\x00", "../../etc/passwd", "é" * 500, "\ud83d\ude00.xml", "factur-x.xml\x00.exe", "a.xml" * 5000]
    files = [(name.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), b"<a/>") for name in odd]
    assert extract_cii(crafted(*files, ("factur-x.xml", XML))) == XML


@pytest.mark.parametrize("user", ["", "secret"])
def test_encryption(user: str) -> None:
    with pikepdf.open(io.BytesIO(crafted(("factur-x.xml", XML)))) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user=user))
    assert opened(out.getvalue()) == ((b"", "locked") if user else (XML, ""))


def test_a_broken_packing_is_broken() -> None:
    def dress(stream: pikepdf.Stream) -> None:
        stream.write(b"not deflated", filter=pikepdf.Name.FlateDecode, type_check=False)

    assert opened(crafted(("factur-x.xml", XML), dress=dress)) == (b"", "broken")


BOMBS = """
import resource
from pikepdf import Name as N
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
resource.setrlimit(resource.RLIMIT_DATA, (1200 << 20, 1200 << 20))
import zlib
from sansfaute.documents.adapters.facturx_pdf import opened
from sansfaute.documents.tests.test_hostile_pdf import XML, bomb_of_objects, crafted, packed
print(opened(crafted(("factur-x.xml", b" " * 150_000_000), dress=packed("/FlateDecode")))[1])
def dress(stream):
    inner = zlib.compress(bytes(150_000_000))
    stream.write(zlib.compress(inner), filter=[N("/FlateDecode"), N("/FlateDecode")], type_check=False)
print(opened(crafted(("factur-x.xml", b""), dress=dress))[1])
print(opened(bomb_of_objects(300_000_000))[1])
print(opened(crafted(("other.bin", bytes(90_000_000)), ("factur-x.xml", XML)))[1] or "read")
print(opened(b"%PDF-1.7" + bytes(110_000_000))[1])
print(opened(b"%PDF-1.7\\n" + b"1 0 obj<<" * 1_000_000)[1])
print(opened(b"%PDF-1.7\\n1 0 obj" + b"[" * 20_000_000)[1])
"""


def bomb_of_objects(size: int) -> bytes:
    """A PDF whose catalog lies in a stream of objects that unpacks to `size` bytes."""
    packer = zlib.compressobj(9)
    body = packer.compress(b"1 0 2 20 <</Type/Catalog/Pages 2 0 R>><</Type/Pages/Kids[]/Count 0>>")
    body += b"".join(packer.compress(b" " * 1_000_000) for _ in range(size // 1_000_000)) + packer.flush()
    head = b"%PDF-1.7\n"
    stream = b"3 0 obj<</Type/ObjStm/N 2/First 9/Filter/FlateDecode/Length %d>>stream\n" % len(body)
    table = len(head) + len(stream) + len(body) + len(b"\nendstream endobj\n")
    entries = b"".join(
        bytes(entry) for entry in ([0, 0, 0, 0, 0], [2, 0, 0, 3, 0], [2, 0, 0, 3, 1], [1, 0, 0, len(head), 0])
    )
    cross = b"4 0 obj<</Type/XRef/Size 4/W[1 3 1]/Root 1 0 R/Length %d>>stream\n" % len(entries)
    tail = b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % table
    return head + stream + body + b"\nendstream endobj\n" + cross + entries + tail


@pytest.mark.slow
def test_bombs_are_refused_in_bounded_memory_and_time() -> None:
    """In a process that the system kills beyond 1,200 MB of memory or 60 seconds of processor."""
    done = subprocess.run([sys.executable, "-c", BOMBS], capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["too_large", "too_large", "broken", "read", "too_large", "broken", "broken"]


def test_the_limits_of_the_library_are_set() -> None:
    limits = pikepdf.settings.get_qpdf_limits()
    assert limits["flate_max_memory"] == extract.LARGEST_XML
    assert limits["max_stream_filters"] < 25
