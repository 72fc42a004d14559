"""Parses a LaTeX document strictly, and prints the environments in it."""

import sys

from pylatexenc.latexwalker import LatexEnvironmentNode, LatexWalker

with open(sys.argv[1], encoding="utf-8") as file:
    walker = LatexWalker(file.read(), tolerant_parsing=False)


def environments(nodes):
    for node in nodes or []:
        if isinstance(node, LatexEnvironmentNode):
            yield node.environmentname
        yield from environments(getattr(node, "nodelist", None))


print(*environments(walker.get_latex_nodes()[0]))
