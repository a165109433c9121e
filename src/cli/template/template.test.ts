import { describe, expect, test } from "vitest";
import { compileTemplate } from "./template.js";
import { TemplateStruct } from "./template-struct.js";

class Row extends TemplateStruct {
  readonly typeName = "*commands.row";
  protected readonly fields = {
    Name: () => "b1",
    Platforms: () => ["linux/amd64", "linux/arm64"],
    Size: () => 3,
  };
  toJSON() {
    return { Name: "b1", Labels: { z: "<1>", a: 2n } };
  }
}

const data = {
  Name: "builder one",
  Empty: "",
  Count: 5,
  List: ["a", "b", "c"],
  Labels: { two: "2", one: "1" },
  Inner: { Deep: { Value: true } },
  Nil: null,
};

const render = (template: string, value: unknown = data) => compileTemplate(template).render(value);
const messageOf = (template: string, value: unknown = data): string => {
  try {
    render(template, value);
  } catch (reason) {
    return reason instanceof Error ? reason.message : String(reason);
  }
  throw new Error("it was accepted");
};

describe("actions", () => {
  test.each([
    ["plain", "plain"],
    ["{{.Name}}", "builder one"],
    ["{{ .Inner.Deep.Value }}", "true"],
    [
      "{{.}}",
      "map[Count:5 Empty: Inner:map[Deep:map[Value:true]] Labels:map[one:1 two:2] List:[a b c] Name:builder one Nil:<nil>]",
    ],
    ["{{.Missing}}", "<no value>"],
    ["a {{- .Count -}} b", "a5b"],
    ["a {{- /* remark */ -}} b", "ab"],
    ["{{/* remark */}}x", "x"],
    ['{{"quo\\"te\\n"}}', 'quo"te\n'],
    ["{{`raw\\n`}}", "raw\\n"],
    ["{{$.Count}}", "5"],
    ["{{1.5}} {{-3}} {{'a'}} {{true}}", "1.5 -3 97 true"],
    ["{{$x := .Count}}{{$x}}{{$x = 6}}{{$x}}", "56"],
    ['{{(index .Labels "one")}}', "1"],
    ["{{(json .Inner).Missing | len}}", undefined],
  ])("%s", (template, expected) => {
    if (expected === undefined) expect(() => render(template)).toThrow("can't evaluate field");
    else expect(render(template)).toBe(expected);
  });
});

describe("control", () => {
  test.each([
    ["{{if .Name}}yes{{else}}no{{end}}", "yes"],
    ["{{if .Empty}}yes{{else}}no{{end}}", "no"],
    ["{{if .Empty}}1{{else if .Count}}2{{else}}3{{end}}", "2"],
    ["{{with .Inner.Deep}}{{.Value}}{{end}}", "true"],
    ["{{with .Nil}}x{{else}}none{{end}}", "none"],
    ["{{range .List}}<{{.}}>{{end}}", "<a><b><c>"],
    ["{{range $i, $v := .List}}{{$i}}{{$v}} {{end}}", "0a 1b 2c "],
    ["{{range $k, $v := .Labels}}{{$k}}={{$v}};{{end}}", "one=1;two=2;"],
    ["{{range .Empty}}x{{else}}nothing{{end}}", undefined],
    ["{{range .Nil}}x{{else}}nothing{{end}}", "nothing"],
    ["{{range .List}}{{$.Count}}{{end}}", "555"],
    ['{{range .List}}{{if eq . "b"}}[{{.}}]{{end}}{{end}}', "[b]"],
  ])("%s", (template, expected) => {
    if (expected === undefined) expect(() => render(template)).toThrow("range can't iterate over");
    else expect(render(template)).toBe(expected);
  });
});

describe("functions", () => {
  test.each([
    ["{{json .Labels}}", '{"one":"1","two":"2"}'],
    ["{{json .Name}}", '"builder one"'],
    ['{{upper .Name}} {{lower "ABC"}} {{title .Name}}', "BUILDER ONE abc Builder One"],
    ['{{split .Name " "}}', "[builder one]"],
    ['{{join .List "+"}}', "a+b+c"],
    ["{{pad .Name 1 2}}|", " builder one  |"],
    ["{{pad .Empty 1 2}}|", "|"],
    ["{{truncate .Name 3}}", "bui"],
    ["{{println .Name .Count}}", "builder one 5\n"],
    ['{{print 1 2 "x" 3}}', "1 2x3"],
    ['{{printf "%-6s|%3d|%q|%t|%%" "ab" 7 "c" true}}', 'ab    |  7|"c"|true|%'],
    ['{{printf "%05d %.2f %x" 42 1.5 255}}', "00042 1.50 ff"],
    ['{{printf "%d" "x"}}', "%!d(string=x)"],
    ["{{len .List}} {{index .List 1}} {{slice .Name 0 3}}", "3 b bui"],
    ["{{and .Name .Count}} {{or .Empty .Count}} {{not .Empty}}", "5 5 true"],
    ["{{eq .Count 4 5}} {{ne .Count 5}} {{lt 1 2}} {{ge 2 2}}", "true false true true"],
    ['{{.Name | upper | printf "%s!"}}', "BUILDER ONE!"],
    ['{{html "<a>"}} {{urlquery "a b"}}', "&lt;a&gt; a+b"],
  ])("%s", (template, expected) => {
    expect(render(template)).toBe(expected);
  });
});

describe("a struct", () => {
  test("has its fields and a JSON form with sorted keys", () => {
    expect(render("{{.Name}} {{index .Platforms 0}} {{json .}}", new Row())).toBe(
      'b1 linux/amd64 {"Labels":{"a":2,"z":"\\u003c1\\u003e"},"Name":"b1"}',
    );
  });

  test("has no other fields", () => {
    expect(messageOf("{{.Nope}}", new Row())).toBe(
      'template parsing error: template: :1:2: executing "" at <.Nope>: can\'t evaluate field Nope in type *commands.row',
    );
  });
});

describe("errors in Go's words", () => {
  test.each([
    ["{{", "template: :1: unclosed action"],
    ["a\n{{.Name", "template: :2: unclosed action"],
    ["{{nope .}}", 'template: :1: function "nope" not defined'],
    ["{{}}", "template: :1: missing value for command"],
    ["{{if}}x{{end}}", "template: :1: missing value for if"],
    ["{{if .Name}}x", "template: :1: unexpected EOF"],
    ["{{end}}", "template: :1: unexpected {{end}}"],
    ['{{"x}}', "template: :1: unterminated quoted string"],
  ])("%s", (template, message) => {
    expect(messageOf(template)).toBe(`template parsing error: ${message}`);
  });

  test("arguments to something that takes none", () => {
    expect(messageOf("{{.Name 1}}")).toContain("can't give argument to non-function .Name");
  });
});
