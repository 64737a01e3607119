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
            slot = ["slot", site["slot"]] if "slot" in site else []
            receiver = ["of", site["class"]] if "class" in site else []
            print("  indirect", site["kind"], site["type"], *slot, *receiver)
    print("address taken:", *manifest["addressTaken"])
    for one in manifest.get("classes", []):
        bases = "bases unknown"
        if "bases" in one:
            bases = " ".join(["bases:", *(f"{base['name']} {base.get('offset', 'virtual')}" for base in one["bases"])])
        print("class", one["name"], *(["local"] if "local" in one else []), bases)
        for table in one.get("tables", []):
            print(f"  table at {table['offset']}:", *(slot or "-" for slot in table["slots"]))
    if "headers" in manifest:
        print("headers:", *(pathlib.Path(header).name for header in manifest["headers"]))
    for symbol, name in manifest.get("names", {}).items():
        print("other", symbol, "is", name)
