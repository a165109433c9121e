import { describe, expect, test } from "vitest";
import { formatItems, parseItemFormat } from "./format-items.js";

const headers = { Name: "NAME", Size: "SIZE" };
const items = [
  { Name: "a", Size: 1 },
  { Name: "b", Size: 2 },
];
const show = (format: string) =>
  formatItems(parseItemFormat(format, "table {{.Name}}\\t{{.Size}}"), headers, items);

describe("--format", () => {
  test("table has the command's columns", () => {
    expect(show("table")).toBe("NAME      SIZE\na         1\nb         2\n");
  });

  test("table with a template has those columns, under their headers", () => {
    expect(show("table {{.Size}}\\t{{upper .Name}}")).toBe("SIZE      NAME\n1         A\n2         B\n");
  });

  test("a field without a header says so", () => {
    expect(show("table {{.Name}}\\t{{.Other}}")).toMatch(/^NAME {6}<no value>\n/);
  });

  test("json prints one object per line", () => {
    expect(show("json")).toBe('{"Name":"a","Size":1}\n{"Name":"b","Size":2}\n');
  });

  test("a template prints one line per item", () => {
    expect(show("{{.Name}}\\t{{.Size}}")).toBe("a\t1\nb\t2\n");
  });

  test("text without an action is printed for each item", () => {
    expect(show("pretty")).toBe("pretty\npretty\n");
  });
});
