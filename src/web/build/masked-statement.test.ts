import { expect, test } from "vitest";
import { ValueMask } from "../access/value-mask.js";
import { maskedStatement } from "./masked-statement.js";

const value = "verysecretvalue77";
const mask = new ValueMask([{ name: "API_TOKEN", value }]);

test("a statement has no credentials in it, wherever it has them", async () => {
  const statement = {
    args: { "build-arg:API_TOKEN": "abc", "build-arg:COLOR": "blue", "label:db.password": "of a label" },
    materials: [{ uri: "https://me:pass/word@host/x" }],
    steps: [{ env: [`API_TOKEN=${value}`], cwd: `/w/${value}`, count: 3, none: null }],
  };
  const shown = JSON.parse(await maskedStatement(JSON.stringify(statement), mask));
  expect(shown).toEqual({
    args: { "build-arg:API_TOKEN": "••••••", "build-arg:COLOR": "blue", "label:db.password": "••••••" },
    materials: [{ uri: "https://xxxxx@host/x" }],
    steps: [{ env: ["API_TOKEN=••••••"], cwd: "/w/••••••", count: 3, none: null }],
  });
});

test("a value is found that JSON writes in another way", async () => {
  const text = '{"cwd":"/w/very\\u0073ecretvalue77"}';
  expect(await maskedStatement(text, mask)).toBe('{"cwd":"/w/••••••"}');
});

test("a statement without credentials stays as it is, to the byte", async () => {
  const text = '{ "size": 12345678901234567890,\n "uri": "https://host/x@1" }';
  expect(await maskedStatement(text, mask)).toBe(text);
});

test("what is no JSON is masked as text", async () => {
  expect(await maskedStatement(`{ ${value} https://a:b@c`, mask)).toBe("{ •••••• https://xxxxx@c");
});

test("what is nested too deeply is refused", async () => {
  const text = "[".repeat(1_000_000) + "]".repeat(1_000_000);
  await expect(maskedStatement(text, mask)).rejects.toMatchObject({ status: 413, code: "invalid-argument" });
});
