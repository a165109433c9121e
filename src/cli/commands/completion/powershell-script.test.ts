import { expect, test } from "vitest";
import { powershellScript } from "./powershell-script.js";

test("the script for PowerShell completes the program under its name, quotes and all", () => {
  expect(powershellScript("my'slipway")).toContain("-CommandName 'my''slipway' -ScriptBlock");
});

test("the script for PowerShell opens and closes what it opens, and escapes nothing by accident", () => {
  const script = powershellScript("slipway");
  for (const [open, close] of ["{}", "()", "[]"].map((pair) => [...pair])) {
    expect(script.split(open ?? "").length, open).toBe(script.split(close ?? "").length);
  }
  expect(script).toContain('-split "`t", 2');
  expect(script).toContain("__complete @rest 2>$null");
});
