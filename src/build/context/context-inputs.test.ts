import { describe, expect, test } from "vitest";
import { sourceDefinition } from "../../buildkit/client/index.js";
import { withContextInputs } from "./context-inputs.js";

const state = (identifier: string) => sourceDefinition({ identifier, attrs: {}, name: "load" });
const named = {
  attrs: { "context:part": "https://a/b.tar" },
  directories: new Map(),
  layouts: [],
  frontendCaps: [],
};
const resolved = (attrs: Readonly<Record<string, string>>) => ({
  main: { attrs, directories: new Map(), dockerfilePath: "", dockerfileName: "" },
  named,
  inputs: {},
});

describe("LLB in place of contexts", () => {
  test("is what the frontend finds the main context and its Dockerfile in", () => {
    const main = state("main");
    const given = resolved({ context: "https://a/b.tar", filename: "sub/Dockerfile" });
    const { main: after, inputs } = withContextInputs(given, { main, named: new Map() });
    expect(after.attrs).toEqual({ filename: "sub/Dockerfile" });
    expect(inputs).toEqual({ context: main, dockerfile: main });
  });

  test("leaves a Dockerfile that the session has alone", () => {
    const main = state("main");
    const given = resolved({ context: "https://a/b.tar", dockerfilekey: "dockerfile" });
    expect(withContextInputs(given, { main, named: new Map() }).inputs).toEqual({ context: main });
  });

  test("is what a named context refers to, whatever the name", () => {
    const part = state("part");
    const given = resolved({ context: "." });
    const {
      main,
      named: after,
      inputs,
    } = withContextInputs(given, {
      named: new Map([
        ["part", part],
        ["context", part],
      ]),
    });
    expect(main.attrs).toEqual({ context: "." });
    expect(after.attrs).toEqual({
      "context:part": "input:context_state_part",
      "context:context": "input:context_state_context",
    });
    expect(inputs).toEqual({ context_state_part: part, context_state_context: part });
  });

  test("changes nothing where there is none", () => {
    const given = resolved({ context: "." });
    expect(withContextInputs(given, undefined)).toBe(given);
  });
});
