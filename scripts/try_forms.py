"""Compares schemas with forms: each line of the input is one answer that the form took or did not take.

Input: one JSON object a line. {"schema": name, "is": schema} makes a schema known; {"schema": name, "answers": any,
"taken": bool} is to be judged. Prints each line on which the two differ and, last, how many were compared.
Exit 1 where any differs.
"""

import json
import sys

from jsonschema import Draft202012Validator, FormatChecker

known, compared, taken, differ = {}, 0, 0, 0
for line in open(sys.argv[1], encoding="utf-8"):
    said = json.loads(line)
    name = said["schema"]
    if "is" in said:
        Draft202012Validator.check_schema(said["is"])
        known[name] = Draft202012Validator(said["is"], format_checker=FormatChecker())
        continue
    compared += 1
    taken += said["taken"]
    if known[name].is_valid(said["answers"]) != said["taken"]:
        differ += 1
        errors = [error.message[:200] for error in known[name].iter_errors(said["answers"])]
        print(name, "form:", said["taken"], "schema:", errors, json.dumps(said["answers"], ensure_ascii=False)[:600])
print(f"{len(known)} schemas, {compared} answers, {taken} taken, {differ} judged differently")
sys.exit(1 if differ or not known or not taken or taken == compared else 0)
