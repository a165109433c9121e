import { expect, test } from "vitest";
import { parseToml, TomlSyntaxError } from "./parse-toml.js";

test("tables, and numbers that need more digits than a number has", async () => {
  const text = '[registry."a.example:5000"]\nhttp = true\n[gc]\nsmall = 1\nlarge = 9007199254740993\n';
  expect(await parseToml(text)).toEqual({
    registry: { "a.example:5000": { http: true } },
    gc: { small: 1, large: 9007199254740993n },
  });
});

test.each([
  ["a = ", "line 1, column 5: invalid value"],
  ["[worker.oci]\ngc = maybe\n", "line 2, column 6: invalid value"],
  ["x = 1\nx = 2", "line 2, column 1: trying to redefine an already defined table or value"],
  ['a = "b', "line 1, column 5: unfinished string"],
])("%j is told with its place", async (text, message) => {
  await expect(parseToml(text)).rejects.toThrow(message);
  await expect(parseToml(text)).rejects.toBeInstanceOf(TomlSyntaxError);
});
