"""Reads a bibliography with tools that are not ours, and prints what they saw as JSON."""

import json
import sys
import warnings

path = sys.argv[1]
ending = path.rsplit(".", 1)[1]


def text(latex):
    from pylatexenc.latex2text import LatexNodes2Text

    converter = LatexNodes2Text(math_mode="text", keep_braced_groups=False, strict_latex_spaces="macros")
    return " ".join(converter.latex_to_text(latex).split())


def bibtex():
    import bibtexparser
    from pybtex.database import parse_file

    with open(path, encoding="utf-8") as file:
        library = bibtexparser.parse_string(file.read())
    assert not library.failed_blocks, library.failed_blocks
    other = {entry.key: {f.key: f.value for f in entry.fields} for entry in library.entries}
    seen = parse_file(path, bib_format="bibtex")
    assert list(seen.entries) == list(other), "the two readers see different entries"
    for key, entry in seen.entries.items():
        for field, value in entry.fields.items():
            if field != "month":
                assert " ".join(other[key][field].split()) == " ".join(value.split()), (key, field)
        fields = {name: text(value) for name, value in entry.fields.items()}
        names = [
            {
                "family": text(" ".join(p.last_names)),
                "given": text(" ".join(p.first_names + p.middle_names)),
                "particle": text(" ".join(p.prelast_names)),
                "suffix": text(" ".join(p.lineage_names)),
            }
            for p in entry.persons.get("author", [])
        ]
        yield {
            "key": key,
            "title": fields.get("title"),
            "journal": fields.get("journal"),
            "year": fields.get("year"),
            "volume": fields.get("volume"),
            "pages": fields.get("pages", "").replace("\u2013", "-").replace("--", "-") or fields.get("eid"),
            "doi": fields.get("doi"),
            "names": [n for n in names if n["family"] != "others"],
        }


def ris():
    import rispy

    with open(path, encoding="utf-8") as file:
        entries = rispy.load(file)
    for entry in entries:
        pages = "-".join(p for p in (entry.get("start_page"), entry.get("end_page")) if p)
        yield {
            "key": entry.get("id"),
            "title": entry.get("title") or entry.get("primary_title"),
            "journal": entry.get("secondary_title"),
            "year": entry.get("year"),
            "volume": entry.get("volume"),
            "pages": pages or entry.get("custom7"),
            "doi": entry.get("doi"),
            "names": [{"family": name.split(",")[0]} for name in entry.get("authors", []) if name != "et al."],
        }


TEXTS = """abstract annote archive archive_collection archive_location archive-place authority call-number citation-key
citation-label collection-title container-title container-title-short dimensions division DOI event event-title
event-place genre ISBN ISSN jurisdiction keyword language medium note original-publisher original-publisher-place
original-title part-title PMCID PMID publisher publisher-place references reviewed-genre reviewed-title scale section
source status title title-short URL version volume-title year-suffix""".split()
NUMBERS = """chapter-number citation-number collection-number edition first-reference-note-number issue locator number
number-of-pages number-of-volumes page page-first part printing supplement volume""".split()
ROLES = """author chair collection-editor compiler composer container-author contributor curator director editor
editorial-director executive-producer guest host illustrator interviewer narrator organizer original-author performer
producer recipient reviewed-author script-writer series-creator translator""".split()
DATES = "accessed available-date event-date issued original-date submitted".split()
TYPES = """article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection
dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case
legislation manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical
personal_communication post post-weblog regulation report review review-book software song speech standard thesis
treaty webpage""".split()


def schema():
    """The variables and types of CSL 1.0.2, and the shapes of names and dates."""
    string = {"type": "string", "minLength": 1}
    name = {
        "type": "object",
        "properties": {
            part: string
            for part in ("family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal")
        },
        "additionalProperties": False,
        "minProperties": 1,
    }
    number = {"type": "integer"}
    date = {
        "type": "object",
        "properties": {
            "date-parts": {
                "type": "array",
                "minItems": 1,
                "maxItems": 2,
                "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": number},
            },
            "season": {"type": ["string", "number"]},
            "circa": {"type": ["string", "number", "boolean"]},
            "literal": string,
        },
        "additionalProperties": False,
        "minProperties": 1,
    }
    properties = {"type": {"enum": TYPES}, "id": string, "custom": {"type": "object"}}
    properties |= {variable: string for variable in TEXTS + NUMBERS}
    properties |= {role: {"type": "array", "items": name, "minItems": 1} for role in ROLES}
    properties |= {variable: date for variable in DATES}
    item = {"type": "object", "properties": properties, "required": ["type", "id"], "additionalProperties": False}
    return {"type": "array", "items": item}


def csl_json():
    import jsonschema
    from citeproc.source.json import CiteProcJSON

    with open(path, encoding="utf-8") as file:
        items = json.load(file)
    jsonschema.validate(items, schema())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        source = CiteProcJSON([dict(item) for item in items])
    for item in items:
        reference = source[item["id"].lower()]
        yield {
            "key": item["id"],
            "title": str(reference.get("title", "")) or None,
            "journal": str(reference.get("container_title", "")) or None,
            "year": str(reference["issued"].year) if "issued" in reference else None,
            "volume": str(reference.get("volume", "")) or None,
            "pages": item.get("page") or item.get("number"),
            "doi": item.get("DOI"),
            "names": [
                {"particle": n.get("non-dropping-particle", ""), "family": n.get("family", n.get("literal"))}
                for n in item.get("author", [])
                if n.get("literal") != "et al."
            ],
        }


readers = {"bib": bibtex, "ris": ris, "json": csl_json}
print(json.dumps(list(readers[ending]()), ensure_ascii=False, indent=1))
