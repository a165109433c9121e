import { describe, expect, test } from "vitest";
import { sanitizeAttributes, sanitizeText, sanitizeTrace } from "./sanitize.js";

describe("what leaves in a bundle", () => {
  test.each([
    [
      '[{"Type":"gha","Attrs":{"scope":"s","ghtoken":"SECRET","url":"u"}}]',
      '[{"Type":"gha","Attrs":{"scope":"s"}}]',
    ],
    [
      '[{"Type":"registry","Attrs":{"ref":"r/x"}},null]',
      '[{"Type":"registry","Attrs":{"ref":"r/x"}},{"Type":"","Attrs":{}}]',
    ],
    ["{}", ""],
    ["SECRET", ""],
  ])("has of the cache imports %j only %j", (value, kept) => {
    expect(sanitizeAttributes({ "cache-imports": value, a: "b" })).toEqual({ "cache-imports": kept, a: "b" });
  });

  test.each([
    ["x --opt ghtoken=SECRET,a=b", "x --opt ghtoken=xxxxx,a=b"],
    ["SECRET_ACCESS_KEY=SECRET rest", "SECRET_ACCESS_KEY=xxxxx rest"],
    [`ghs_${"a1".repeat(18)}`, "xxxxx"],
    [`github_pat_${"a_".repeat(41)}`, "xxxxx"],
    ["nothing to hide", "nothing to hide"],
  ])("has %j as %j", (text, masked) => expect(sanitizeText(text)).toBe(masked));

  test("has spans with masked texts, the library under its older name alone", () => {
    const library = { Name: "l" };
    const span = {
      Name: "n",
      Attributes: [
        { Key: "cmd", Value: { Type: "STRING", Value: "token=SECRET" } },
        { Key: "n", Value: { Type: "INT64", Value: 1 } },
      ],
      InstrumentationScope: library,
      InstrumentationLibrary: library,
    };
    const text = Buffer.from(sanitizeTrace(Buffer.from(`${JSON.stringify(span)}{broken}`))).toString();
    expect(JSON.parse(text)).toEqual({
      Name: "n",
      Attributes: [
        { Key: "cmd", Value: { Type: "STRING", Value: "token=xxxxx" } },
        { Key: "n", Value: { Type: "INT64", Value: 1 } },
      ],
      InstrumentationLibrary: library,
    });
  });
});
