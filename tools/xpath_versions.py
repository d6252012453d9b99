"""Expressions of XPath 2.0, as the official packs write them, in the words of XPath 1.0 that lxml speaks."""

import re

_TOKENS = re.compile(r"some \$code in tokenize\('([^']*)', '\\s'\)\s+satisfies normalize-space\(([\w:]+)\) = \$code")
_ENDS = re.compile(r"^//(ram:)?\*\[ends-with\(name\(\), '(\w+)'\)(?: and not \(self::([\w:]+)\))?\]$")


def first_version(expression: str) -> str:
    """An expression of XPath 2.0 in the words of XPath 1.0, which lxml speaks."""
    text = _TOKENS.sub(
        lambda found: " or ".join(f"normalize-space({found[2]})='{code}'" for code in found[1].split()), expression
    )
    text = re.sub(r"(@\w+) = \('(\w+)', '(\w+)'\)", r"(\1='\2' or \1='\3')", text)
    text = re.sub(r"([\w:]+)/upper-case\(([\w:]+)\)\s*(!?=)\s*'VAT'", r"\1[translate(\2,'vat','VAT')\3'VAT']", text)
    text = re.sub(r"upper-case\(([@\w:./]+)\)", r"translate(\1,'vatsep','VATSEP')", text)
    text = re.sub(
        r"([\w:]+)/\(?normalize-space\((translate\([^()]*\))\)\s*=\s*'VAT'\)?", r"\1[normalize-space(\2)='VAT']", text
    )
    text = re.sub(r"(?<![\w.*])\.\[", "self::*[", text)
    text = re.sub(r"ends-with\(name\(\),\s?'(\w+)'\)", ending, text)
    text = re.sub(r"\bexists ?\(", "boolean(", text)
    text = re.sub(r"([\w:/]+)\s*=\s*true\(\)", r"(normalize-space(\1)='true' or normalize-space(\1)='1')", text)
    text = re.sub(r"([\w:/]+)\s*=\s*false\(\)", r"(normalize-space(\1)='false' or normalize-space(\1)='0')", text)
    text = re.sub(r"count\(distinct-values\(([^()]+)\)\) = 1", r"not(\1[. != (\1)[1]])", text)
    every = r"every \$(\w+) in (.+?) satisfies (?:exists|boolean)\(\$\1/((?:[^()\[\]]|\[[^\]]*\])+)\)"
    text = re.sub(every, r"not(\2[not(\3)])", text)
    text = re.sub(r"(?:number|xs:decimal)\(([\w:/.]+)\)\s*>\s*0", r"positive(\1)", text)
    text = re.sub(r"([\w:/@.]+|\([\w:/ ]+\|[\w:/ ]+\))\s*=\s*\(\s*('[^']*'(?:\s*,\s*'[^']*')+)\s*\)", any_of, text)
    text = re.sub(r"\((count\((?:[^()\[\]]|\[[^\]]*\])*\))\)", r"\1", text)
    return text.replace(" le ", " <= ").replace(" ge ", " >= ")


def any_of(found: re.Match[str]) -> str:
    """That a text is one of a list."""
    return "(" + " or ".join(f"{found[1]}={code}" for code in re.findall(r"'[^']*'", found[2])) + ")"


def ending(found: re.Match[str]) -> str:
    """That the name of an element ends so."""
    return f"substring(name(),string-length(name())-{len(found[1]) - 1})='{found[1]}'"


def contexts_of(written: str) -> list[str]:
    """The contexts that a rule names, with `ram:*ID` for any whose name ends so (`!x`: all but x)."""
    ends, but = _ENDS.match(written), re.match(r"^//\*\[ends-with\(name\(\), '(\w+)'\) and (.*)\]$", written)
    if but and not ends:
        return [f"//*{but[1]}[{first_version(but[2])}]"]
    if ends:
        return [f"//{ends[1] or ''}*{ends[2]}" + (f"!{ends[3]}" if ends[3] else "")]
    return [first_version(one) for part in parted(written) for one in alternatives(part)]


def parted(written: str) -> list[str]:
    """The parts of a union: a bar inside brackets parts nothing."""
    parts, depth = [""], 0
    for one in written:
        depth += (one in "[(") - (one in "])")
        if one == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += one
    return [part.strip() for part in parts]


def alternatives(context: str) -> list[str]:
    """A context for each choice of `(a|b)` among its steps."""
    choice = re.match(r"^((?:[^\[(]|\[[^\]]*\])*)\(([\w:|\s/]+)\)(.*)$", context)
    if choice is None:
        return [context]
    found = [choice[1] + one.strip() + choice[3] for one in choice[2].split("|")]
    return [made for one in found for made in alternatives(one)]


def bare(test: str) -> str:
    """The test without the brackets around the whole of it."""
    inner = test[1:-1] if test.startswith("(") and test.endswith(")") else test
    depth, least = 0, 0
    for one in inner:
        depth += (one == "(") - (one == ")")
        least = min(least, depth)
    return inner.strip() if least == 0 else test
