"""The invoice set by Typst: one template, one compiler for the process, nothing read from outside."""

from sansfaute.documents.adapters.typst_pdf.compiler import RenderingError, render, template_version

__all__ = ["RenderingError", "render", "template_version"]
