#!/usr/bin/env python3
"""Every JSON answer against the schemas that OGC publishes for it, and every
schema that we publish against JSON Schema itself; JSON-FG beside GeoJSON."""

import judges

judges.in_venv("jsonschema")

import jsonschema  # noqa: E402
import referencing  # noqa: E402
import yaml  # noqa: E402

import jsonfg  # noqa: E402
import serve  # noqa: E402
from serve import story  # noqa: E402

FOLDER = judges.STANDARDS / "schemas/features-core-openapi/schemas"
PAGES = 3
check = story.Checks()


def mended(node):
    """YAML reads `type: null` as nothing at all."""
    if isinstance(node, dict):
        return {k: "null" if k == "type" and v is None else mended(v)
                for k, v in node.items()}
    return [mended(v) for v in node] if isinstance(node, list) else node


def registry():
    found = referencing.Registry()
    for path in FOLDER.glob("*.yaml"):
        with open(path, encoding="utf-8") as text:
            schema = mended(yaml.safe_load(text))
        found = found.with_resource(
            "https://schemas.invalid/" + path.name,
            referencing.Resource.from_contents(
                dict(schema, **{"$id": "https://schemas.invalid/" +
                                path.name}),
                default_specification=referencing.jsonschema.DRAFT202012))
    return found


class Schemas:
    def __init__(self):
        self.registry = registry()

    def judge(self, name, document, what):
        validator = jsonschema.Draft202012Validator(
            {"$ref": f"https://schemas.invalid/{name}.yaml"},
            registry=self.registry,
            format_checker=jsonschema.FormatChecker())
        errors = [f"{e.json_path}: {e.message[:200]}"
                  for e in validator.iter_errors(document)][:3]
        check.equal(errors, [], f"{what} is a {name}")


def own_schema(server, path):
    document = server.json(path)
    try:
        jsonschema.Draft202012Validator.check_schema(document)
        check.that(document["$schema"].endswith("2020-12/schema"), path)
    except jsonschema.SchemaError as error:
        check.that(False, f"{path}: {error.message}")
    return document


def collection(server, schemas, own):
    path = f"/v1/collections/{own['id']}"
    schemas.judge("collection", server.json(path), path)
    schema = own_schema(server, path + "/schema")
    own_schema(server, path + "/queryables")
    if server.get(path + "/sortables").status == 200:
        own_schema(server, path + "/sortables")
    validator = jsonschema.Draft202012Validator(
        {"properties": schema["properties"]},
        format_checker=jsonschema.FormatChecker())
    url = path + "/items?limit=1000"
    for _, page in zip(range(PAGES), server.pages(url)):
        schemas.judge("featureCollectionGeoJSON", page, url)
        wrong = [f"{f['id']} {e.json_path}: {e.message[:150]}"
                 for f in page["features"] for e in
                 validator.iter_errors({n: v for n, v in
                                        f["properties"].items()
                                        if v is not None})][:3]
        check.equal(wrong, [], f"{own['id']}: features fit their schema")
        for feature in page["features"][:2]:
            one = f"{path}/items/{feature['id']}"
            schemas.judge("featureGeoJSON", server.json(one), one)


def problems(server, schemas):
    for path in ("/v1/nothing", "/v1/collections/nothing",
                 "/v1/collections/monumenten/items?bbox=1"):
        answer = server.get(path)
        check.that(answer.status in (400, 404), f"{path}: {answer.status}")
        schemas.judge("exception", answer.json(), path)


def main():
    if not FOLDER.is_dir():
        story.skip("OGC's schemas are not here")
    schemas = Schemas()
    jsonfg.check_judge(check)
    with serve.served() as server:
        for path, name in (("/v1", "landingPage"),
                           ("/v1/conformance", "confClasses"),
                           ("/v1/collections", "collections")):
            schemas.judge(name, server.json(path), path)
        for own in server.json("/v1/collections")["collections"]:
            collection(server, schemas, own)
            jsonfg.check_collection(check, schemas, server, own)
        problems(server, schemas)
    check.end()


main()
