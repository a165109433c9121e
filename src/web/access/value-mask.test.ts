import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { MASK } from "./mask.js";
import { maskOf } from "./record-mask.js";
import { ValueMask } from "./value-mask.js";

const maskFor = (...values: string[]) =>
  new ValueMask(values.map((value, index) => ({ name: `TOKEN_${index}`, value })));

describe("what is hidden", () => {
  test("lines of a value of several lines, as logs have them", () => {
    const mask = maskFor("-----BEGIN KEY-----\r\n  MIIEvwIBADANBgkqhkiG\r\nshort\n");
    expect(mask.text("+ echo MIIEvwIBADANBgkqhkiG short")).toBe(`+ echo ${MASK} short`);
  });

  test("the password of a URL in any argument, on its own too", () => {
    const mask = new ValueMask([{ name: "REPO", value: "https://me:long%2Fpassword@host/x" }]);
    expect(mask.text("PASS long%2Fpassword long/password host")).toBe(`PASS ${MASK} ${MASK} host`);
  });

  test("no password of a URL that is a word like others", () => {
    const mask = new ValueMask([{ name: "REPO", value: "https://git:git@host/x" }]);
    expect(mask.text("git clone")).toBe("git clone");
  });

  test("a long value of which only the beginning is there, and of several that begin alike the one that is", () => {
    const head = "0123456789".repeat(20);
    const mask = maskFor(`${head}${"x".repeat(50)}`, `${head}yz`);
    expect(mask.text(`a ${head}xxx b`)).toBe(`a ${MASK} b`);
    expect(mask.text(`a ${head}yz b`)).toBe(`a ${MASK} b`);
  });

  test.each([
    ["its end", `${"-".repeat(16_374)}verysecret…`, `${"-".repeat(16_374)}${MASK}…`],
    ["its end, early", "a verysecret…", `a ${MASK}…`],
    ["its end, untold", `${"-".repeat(4_086)}verysecret`, `${"-".repeat(4_086)}${MASK}`],
    ["its start", "…secretvalue77 b", `…${MASK} b`],
    ["nowhere", "a verysecret", "a verysecret"],
    ["within another word", "a very…", "a very…"],
  ])("a part of a value, where a text was cut at %s", (_, text, expected) => {
    expect(maskFor("verysecretvalue77").text(text)).toBe(expected);
  });

  test("the end of a long value, of which the start was cut off", () => {
    const value = Array.from({ length: 100 }, (_, index) => `<${index}>`).join("");
    expect(maskFor(value).text(`…${value.slice(37)} b`)).toBe(`…${MASK} b`);
    expect(maskFor("a".repeat(40)).text(`…${"a".repeat(30)}b`)).toBe(`…${MASK}b`);
  });

  test("a value that the limit of a text goes through", () => {
    const mask = maskFor("verysecretvalue77");
    for (let before = 0; before < 40; before++) {
      const text = `${"-".repeat(before)}verysecretvalue77 ${"-".repeat(1_000)}`;
      expect(mask.start(text, 20)).not.toContain("v");
    }
    expect(mask.start("a".repeat(1_000), 20)).toBe("a".repeat(20));
    expect(mask.start("short", 20)).toBe("short");
  });

  test("a value of a hundred lines does not take the place of others", () => {
    const lines = Array.from({ length: 300 }, (_, index) => `line ${index} ${"x".repeat(64)}`).join("\n");
    expect(maskFor(lines, `${lines}0`, "hunter2").text("hunter2")).toBe(MASK);
  });

  test("parts of other names and values of a build", () => {
    const mask = maskFor("verysecretvalue77");
    expect(mask.pair("url", "https://x/?key=verysecretvalue77").value).toBe(`https://x/?key=${MASK}`);
    expect(mask.pair("API_TOKEN", "abc")).toEqual({ name: "API_TOKEN", value: MASK, masked: true });
  });
});

test("the arguments of a record are known, whatever else is in it", () => {
  const frontendAttrs = {
    "build-arg:API_TOKEN": "verysecretvalue77",
    "label:API_TOKEN": "of a label",
    x: "y",
  };
  expect(maskOf({ frontendAttrs }).text("verysecretvalue77 of a label")).toBe(`${MASK} of a label`);
});

test("many values in many lines leave room for others", async () => {
  const mask = maskFor(...Array.from({ length: 100 }, (_, index) => "a".repeat(6_000 + index)));
  const lines = Array.from({ length: 500 }, () => "a".repeat(16_384));
  let turns = 0;
  let isDone = false;
  const others = (async () => {
    while (!isDone) {
      await setImmediate();
      turns++;
    }
  })();
  const masked = await mask.texts(lines);
  isDone = true;
  await others;
  expect(turns).toBeGreaterThan(100);
  expect(masked).toHaveLength(500);
  expect(masked.join("")).not.toContain("a");
});
