// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL has templates of the same form
import { describe, expect, it } from "vitest";
import { scopeWith } from "../../../../test/support/hcl.js";
import {
  type Diagnostic,
  diagnosticText,
  evaluate,
  mergeBodies,
  parseHcl,
  parseHclJson,
  toJson,
} from "../index.js";

const schema = {
  attributes: [{ name: "size" }, { name: "name", required: true }],
  blocks: [{ type: "target", labels: ["name"] }],
};

function messages(read: (diagnostics: Diagnostic[]) => void): readonly string[] {
  const diagnostics: Diagnostic[] = [];
  read(diagnostics);
  return diagnostics.map(diagnosticText);
}

describe("a body in native syntax", () => {
  it("gives attributes and blocks with labels of either form", () => {
    const body = parseHcl('name = "x"\ntarget "a" {\n  b = 1\n}\ntarget c {}\n', "x.hcl");
    const content = body.content(schema, []);
    expect([...content.attributes.keys()]).toEqual(["name"]);
    expect(content.blocks.map(({ labels }) => labels)).toEqual([["a"], ["c"]]);
    expect(content.blocks[0]?.defRange).toMatchObject({
      start: { line: 2, column: 1 },
      end: { line: 2, column: 11 },
    });
  });

  it("says what is missing, unknown or labelled wrongly", () => {
    const body = parseHcl('sise = 1\ntargat "x" {}\ntarget {}\ntarget "a" "b" {}\n', "x.hcl");
    expect(messages((diagnostics) => body.content(schema, diagnostics))).toEqual([
      'x.hcl:1,1-1: Missing required argument; The argument "name" is required, but no definition was found.',
      "x.hcl:3,8-9: Missing name for target; All target blocks must have 1 labels (name).",
      "x.hcl:4,12-15: Extraneous label for target; Only 1 labels (name) are expected for target blocks.",
      'x.hcl:1,1-5: Unsupported argument; An argument named "sise" is not expected here. Did you mean "size"?',
      'x.hcl:2,1-7: Unsupported block type; Blocks of type "targat" are not expected here. Did you mean "target"?',
    ]);
  });

  it("leaves the rest to be read as attributes", () => {
    const body = parseHcl('size = 1\nother = 2\ntarget "a" {}\n', "x.hcl");
    const { rest } = body.partialContent({ attributes: [{ name: "size" }] }, []);
    const diagnostics: Diagnostic[] = [];
    expect([...rest.justAttributes(diagnostics).keys()]).toEqual(["other"]);
    expect(diagnostics.map(diagnosticText)).toEqual([
      'x.hcl:3,1-7: Unexpected "target" block; Blocks are not allowed here.',
    ]);
  });
});

describe("a body in the JSON form", () => {
  const text =
    '{\n  "name": "x",\n  "target": {"a": {"v": "${1 + 1}"}, "b": [{"v": 1}, {"v": [true, null, "y${1}z"]}]}\n}\n';

  it("gives attributes, and blocks below their labels", () => {
    const content = parseHclJson(text, "x.json").content(schema, []);
    expect(content.blocks.map(({ labels }) => labels)).toEqual([["a"], ["b"], ["b"]]);
    const values = content.blocks.map(({ body }) => {
      const attribute = body.justAttributes([]).get("v");
      return attribute === undefined ? undefined : toJson(evaluate(attribute.expression, scopeWith()));
    });
    expect(values).toEqual(["2", "1", '[true,null,"y1z"]']);
  });

  it("reads strings as templates with positions in the file", () => {
    const body = parseHclJson('{"a": "x ${nope}"}', "x.json");
    const attribute = body.justAttributes([]).get("a");
    expect(attribute).toBeDefined();
    if (attribute !== undefined)
      expect(() => evaluate(attribute.expression, scopeWith())).toThrow(
        'x.json:1,12-16: Unknown variable; There is no variable named "nope".',
      );
  });

  it.each([
    ["{", "x.json:1,2-2: Missing value; The JSON data ends prematurely."],
    [
      '{"a" = 1}',
      "x.json:1,6-7: Missing property value colon; JSON uses a colon as its name/value delimiter, not an equals sign.",
    ],
    [
      '{"a": 1,}',
      "x.json:1,8-9: Trailing comma in object; JSON does not permit a trailing comma after the final property in an object.",
    ],
    [
      '{"a": tru}',
      'x.json:1,7-10: Invalid JSON keyword; "tru" is not a valid JSON keyword. Did you mean "true"?',
    ],
    ["[1]x", "x.json:1,4-5: Extraneous data after value; Extra characters appear after the JSON value."],
    [
      "5",
      "x.json:1,1-2: Root value must be object; The root value in a JSON-based configuration must be either a JSON object or a JSON array of objects.",
    ],
  ])("%s is refused", (source, message) => {
    expect(() => parseHclJson(source, "x.json")).toThrow(message);
  });
});

describe("several files as one body", () => {
  it("have all blocks, and each attribute once", () => {
    const body = mergeBodies([
      parseHcl('name = "a"\ntarget "x" {}\n', "a.hcl"),
      parseHclJson('{"name": "b", "target": {"x": {}}}', "b.json"),
    ]);
    const diagnostics: Diagnostic[] = [];
    const content = body.content(schema, diagnostics);
    expect(content.blocks).toHaveLength(2);
    expect(diagnostics.map(diagnosticText)).toEqual([
      'b.json:1,2-8: Duplicate argument; Argument "name" was already set at a.hcl:1,1-5',
    ]);
  });
});
