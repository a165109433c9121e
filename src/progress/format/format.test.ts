import { describe, expect, it } from "vitest";
import { formatAge } from "./age.js";
import { bytesOf, byteTextOf, encodeByteText } from "./byte-text.js";
import { formatFixed, formatSignificant } from "./number.js";
import { formatBytesSize, formatHumanSize, formatProgressBytes } from "./size.js";

describe("formatFixed", () => {
  it.each([
    [0.25, 1, "0.2"],
    [0.35, 1, "0.3"],
    [0.75, 1, "0.8"],
    [2.5, 0, "2"],
    [3.5, 0, "4"],
    [-0.25, 1, "-0.2"],
    [1.005, 2, "1.00"],
    [0.125, 2, "0.12"],
    [12.999, 2, "13.00"],
    [-0.0001, 3, "-0.000"],
  ])("formats %d with %d decimals as %s, like Go", (value, digits, text) => {
    expect(formatFixed(value, digits)).toBe(text);
  });
});

describe("formatSignificant", () => {
  it.each([
    [0, "0"],
    [1.5, "1.5"],
    [12.345, "12.35"],
    [100.25, "100.2"],
    [999.96, "1000"],
    [1023.4, "1023"],
    [-3.25, "-3.25"],
    [100, "100"],
  ])("formats %d as %s", (value, text) => {
    expect(formatSignificant(value, 4)).toBe(text);
  });
});

describe("sizes", () => {
  it.each([
    [0, "0B"],
    [123, "123B"],
    [999, "999B"],
    [1234, "1.23kB"],
    [10_000_000, "10.00MB"],
    [60_006_543, "60.01MB"],
    [-1500, "-1.50kB"],
    [9_223_372_036_854_775_807n, "9.22EB"],
  ])("shows the progress of %d bytes as %s", (bytes, text) => {
    expect(formatProgressBytes(bytes)).toBe(text);
  });

  it.each([
    [0, "0B"],
    [1_500_000_000, "1.5GB"],
    [12_345_678, "12.35MB"],
    [999_999, "1000kB"],
    [1_234_567_890n, "1.235GB"],
  ])("shows %d bytes in a table as %s", (bytes, text) => {
    expect(formatHumanSize(bytes)).toBe(text);
  });

  it.each([
    [0, "0B"],
    [512_000_000, "488.3MiB"],
    [1_073_741_824, "1GiB"],
    [1023, "1023B"],
  ])("shows %d bytes in binary units as %s", (bytes, text) => {
    expect(formatBytesSize(bytes)).toBe(text);
  });
});

describe("formatAge", () => {
  const HOUR = 3_600_000;
  it.each([
    [999, "Less than a second"],
    [1000, "1 second"],
    [59_999, "59 seconds"],
    [60_000, "About a minute"],
    [59 * 60_000, "59 minutes"],
    [HOUR, "About an hour"],
    [1.4 * HOUR, "About an hour"],
    [1.5 * HOUR, "2 hours"],
    [47 * HOUR, "47 hours"],
    [48 * HOUR, "2 days"],
    [14 * 24 * HOUR, "2 weeks"],
    [60 * 24 * HOUR, "2 months"],
    [2 * 365 * 24 * HOUR, "2 years"],
  ])("tells %d ms as %s", (milliseconds, text) => {
    expect(formatAge(milliseconds)).toBe(text);
  });
});

describe("byte text", () => {
  it("carries bytes that are no UTF-8 unchanged", () => {
    const data = Uint8Array.from([0x61, 0xff, 0xc3, 0x0a]);
    expect([...bytesOf(byteTextOf(data))]).toEqual([...data]);
  });

  it("encodes ordinary text as UTF-8", () => {
    expect(Buffer.from(bytesOf(encodeByteText("schön 中"))).toString("utf8")).toBe("schön 中");
  });
});
