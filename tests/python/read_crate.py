"""Reads a research object with the library of its makers, and prints its files; fails where one is not there or not described."""

import os
import sys

from rocrate.rocrate import ROCrate

crate = ROCrate(sys.argv[1])
files = sorted(entity.id for entity in crate.get_by_type("File"))
assert all(os.path.getsize(os.path.join(sys.argv[1], name)) > 0 for name in files)
assert crate.root_dataset["name"] and crate.root_dataset["license"] and crate.root_dataset["datePublished"]
assert sorted(part.id for part in crate.root_dataset["hasPart"]) == files
print(*files)
