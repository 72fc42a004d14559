"""Holds SARIF files against the schema of the standard, and against what code scanning asks for beyond it."""

import json
import sys

import jsonschema

with open(sys.argv[1]) as file:
    schema = json.load(file)
validator = jsonschema.validators.validator_for(schema)(schema)
results = 0
for path in sys.argv[2:]:
    with open(path) as file:
        log = json.load(file)
    problems = [f"{list(error.absolute_path)}: {error.message}" for error in validator.iter_errors(log)]
    assert not problems, (path, problems)
    for run in log["runs"]:
        driver = run["tool"]["driver"]
        assert driver["name"] and driver["semanticVersion"] and driver["informationUri"].startswith("https://")
        rules = driver["rules"]
        for rule in rules:
            for part in ("shortDescription", "fullDescription", "help"):
                assert rule[part]["text"].strip(), (path, rule["id"], part)
            assert rule["name"].isalnum() and rule["name"][0].isupper(), rule["name"]
            assert rule["helpUri"].startswith("https://") and rule["helpUri"].endswith(rule["id"]), rule["helpUri"]
            assert rule["defaultConfiguration"]["level"] in ("note", "warning", "error")
        prints = [result["partialFingerprints"]["codeAndLine/v1"] for result in run["results"]]
        assert len(set(prints)) == len(prints), (path, prints)
        for result in run["results"]:
            results += 1
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
            assert result["level"] in ("note", "warning", "error")
            assert result["message"]["text"].endswith((".", "?", "!")), result["message"]
            assert len(result["locations"]) == 1
            for location in result["locations"] + result["relatedLocations"]:
                uri = location["physicalLocation"]["artifactLocation"]["uri"]
                assert not uri.startswith("/") and " " not in uri, uri
                region = location["physicalLocation"]["region"]
                start, end = ((region[f"{at}Line"], region[f"{at}Column"]) for at in ("start", "end"))
                assert (1, 1) <= start <= end, region
print(f"{results} results")
