"""Prints the functions of every manifest in a store, one a line: name, linkage, state and reason."""

import json
import pathlib
import sys

for path in sorted(pathlib.Path(sys.argv[1]).glob("modules/*/*.json")):
    manifest = json.loads(path.read_text())
    for function in manifest["functions"]:
        reason = function.get("reason", {}).get("code", "")
        print("function", function["name"], function["linkage"], function["state"], reason)
        for call in function["calls"]:
            print("  call", call["to"], "x", call["count"])
        for site in function["indirect"]:
            print("  indirect", site["kind"], site["type"])
    print("address taken:", *manifest["addressTaken"])
