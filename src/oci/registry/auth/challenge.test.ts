import { describe, expect, it } from "vitest";
import { parseChallenges } from "./challenge.js";

describe("parseChallenges", () => {
  it("reads quoted and plain parameters", () => {
    expect(parseChallenges('Bearer realm="https://a/t?x=1,2", Service=reg,scope="a \\"b\\""')).toEqual([
      { scheme: "bearer", parameters: { realm: "https://a/t?x=1,2", service: "reg", scope: 'a "b"' } },
    ]);
  });

  it("reads several challenges of one header", () => {
    expect(parseChallenges('Negotiate, Basic realm="r",charset=UTF-8, bearer realm="b"')).toEqual([
      { scheme: "negotiate", parameters: {} },
      { scheme: "basic", parameters: { realm: "r", charset: "UTF-8" } },
      { scheme: "bearer", parameters: { realm: "b" } },
    ]);
  });

  it.each(["", "=x", 'realm="x"', '"'])("finds nothing in %j", (header) => {
    expect(parseChallenges(header)).toEqual([]);
  });
});
