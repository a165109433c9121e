import { describe, expect, test } from "vitest";
import { decodeMetadata, imageIdOf } from "./build-metadata.js";
import { buildResult } from "./build-result.js";
import { callResult } from "./call-result.js";
import { lintReport } from "./lint-report.js";
import { MetadataWarnings } from "./metadata-warnings.js";

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");

describe("decodeMetadata", () => {
  test.each([
    ["x", "plain", "plain"],
    ["x", base64({ a: 1 }), { a: 1 }],
    ["x", base64([{ a: 1 }]), [{ a: 1 }]],
    ["x", base64({}), base64({})],
    ["x", base64([]), base64([])],
    ["x", base64([{ a: 1 }, 2]), base64([{ a: 1 }, 2])],
    ["x", base64("text"), base64("text")],
    ["x", "abcd", "abcd"],
    ["x", "abc=def", "abc=def"],
    ["x", "", ""],
    ["result.json", '{"a":1}', { a: 1 }],
    ["result.json", "{", "{"],
  ])("%s: %s", (key, value, expected) => {
    expect(decodeMetadata({ [key]: value })).toEqual({ [key]: expected });
  });

  test("comes sorted", () => {
    expect(Object.keys(decodeMetadata({ b: "1", a: "2" }))).toEqual(["a", "b"]);
  });
});

test.each([
  [{ "containerimage.config.digest": "c", "containerimage.digest": "d" }, "c"],
  [{ "containerimage.digest": "d" }, "d"],
  [{}, ""],
])("imageIdOf(%j)", (response, id) => {
  expect(imageIdOf(response)).toBe(id);
});

describe("buildResult", () => {
  const node = { frontendMetadata: {}, ref: "b/n/1", nodeName: "n" };
  const same = (metadata: Readonly<Record<string, unknown>>) => ({ ...metadata, warned: true });

  test("has what the exporters said", () => {
    const response = { "containerimage.digest": "d", "frontend.result.inlinemessage": "hello" };
    expect(buildResult({ ...node, response }, same)).toEqual({
      ref: "b/n/1",
      imageId: "d",
      digest: "d",
      inlineMessage: "hello",
      metadata: { ...response, warned: true },
    });
  });

  test("of a call is what the frontend answered", () => {
    const call = { output: "o", status: 1 };
    const frontendMetadata = { "result.json": Buffer.from('{"a":1}'), "result.txt": Buffer.from("t") };
    expect(buildResult({ ...node, response: {}, frontendMetadata, call }, same)).toEqual({
      ref: "b/n/1",
      imageId: "",
      metadata: { "result.json": { a: 1 }, "result.txt": "t" },
      call,
    });
  });

  test("cannot be of nothing", () => {
    expect(() => buildResult(undefined, same)).toThrow("a build without a result");
  });
});

describe("MetadataWarnings", () => {
  const warning = { vertex: "v", level: 1, short: Buffer.from("s"), detail: [], url: "", ranges: [] };
  test.each([
    [{ BUILDX_METADATA_WARNINGS: "1" }, ["a", "buildx.build.warnings", "c"]],
    [{ BUILDX_METADATA_WARNINGS: "0" }, ["c", "a"]],
    [{}, ["c", "a"]],
  ])("with %j", (env, keys) => {
    const handed: unknown[] = [];
    const warnings = new MetadataWarnings({ update: (status) => void handed.push(status) });
    const status = { warnings: [warning, warning] };
    warnings.update(status);
    warnings.update({});
    expect(handed).toEqual([status, {}]);
    const metadata = warnings.addTo({ c: 1, a: 2 }, env);
    expect(Object.keys(metadata)).toEqual(keys);
    const said = metadata["buildx.build.warnings"];
    if (said !== undefined) expect(said).toEqual([expect.objectContaining({ vertex: "v" })]);
  });

  test("without any there is no entry", () => {
    expect(new MetadataWarnings(undefined).addTo({ a: 1 }, { BUILDX_METADATA_WARNINGS: "1" })).toEqual({
      a: 1,
    });
  });
});

const dockerfile = Buffer.from("FROM scratch\nRUN a\nRUN b\n").toString("base64");
const place = (line: number) => ({ sourceIndex: 0, ranges: [{ start: { line }, end: { line } }] });

describe("a lint report", () => {
  const sources = [{ filename: "Dockerfile", data: dockerfile, language: "Dockerfile" }];

  test("has its findings by file and line, those without a place first", () => {
    const warnings = [
      { ruleName: "Second", detail: "d2", url: "https://u", location: place(3) },
      { ruleName: "First", detail: "d1", location: place(2) },
      { ruleName: "Nowhere" },
    ];
    const { text, error } = lintReport(JSON.stringify({ warnings, sources }), "app/Dockerfile");
    expect(text.match(/^WARNING: .*$/gm)).toEqual([
      "WARNING: Nowhere",
      "WARNING: First",
      "WARNING: Second - https://u",
    ]);
    expect(text).toMatch(/^Check complete, 3 warnings have been found!\n/);
    expect(text).toContain("app/Dockerfile:2");
    expect(text).toContain("RUN a");
    expect(error).toBeUndefined();
  });

  test.each([
    [{ warnings: [], sources }, "Check complete, no warnings found.\n"],
    [{}, "Check complete, no warnings found.\n"],
    [{ warnings: [{ ruleName: "R" }] }, "Check complete, 1 warning has been found!\n\nWARNING: R\n\n"],
    [{ buildError: { message: "m" } }, ""],
  ])("%j", (lint, text) => {
    expect(lintReport(JSON.stringify(lint), "Dockerfile").text).toBe(text);
  });

  test("that is no JSON is the frontend's fault", () => {
    expect(() => lintReport("{", "Dockerfile")).toThrow(expect.objectContaining({ code: "protocol-error" }));
  });
});

describe("a call's result", () => {
  const main = { attrs: {}, directories: new Map(), dockerfilePath: "D", dockerfileName: "D" };
  const answer = (fields: Record<string, string>) =>
    Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, Buffer.from(value)]));
  const call = (name: string, format?: string, ignoreStatus = false) => ({ name, format, ignoreStatus });
  const broken = JSON.stringify({
    warnings: [{ ruleName: "R" }],
    sources: [{ data: dockerfile }],
    buildError: { message: "cannot parse", location: place(2) },
  });
  test.each([
    [call("targets"), { "result.txt": "t", "result.statuscode": "3" }, { output: "t", status: 3 }],
    [
      call("targets", "json"),
      { "result.json": "{}", "result.statuscode": "x" },
      { output: "{}\n", status: 0 },
    ],
    [
      call("targets", undefined, true),
      { "result.txt": "t", "result.statuscode": "3" },
      { output: "t", status: 0 },
    ],
    [call("lint"), { "result.json": "{}" }, { output: "Check complete, no warnings found.\n", status: 0 }],
    [call("lint", "json"), { "result.json": "{}", "result.statuscode": "1" }, { output: "{}\n", status: 1 }],
    [
      call("lint"),
      { "result.json": broken },
      {
        output: "Check complete, 1 warning has been found!\n\nWARNING: R\n\n\n",
        status: 1,
        error: expect.stringMatching(/^cannot parse\n[\s\S]*D:2[\s\S]*RUN a/),
      },
    ],
    [
      call("lint", "json", true),
      { "result.json": '{"buildError":{"message":"m"}}' },
      { output: '{"buildError":{"message":"m"}}\n', status: 1, error: "m\n" },
    ],
  ])("%j of %j", (request, fields, expected) => {
    expect(callResult(request as Parameters<typeof callResult>[0], answer(fields), main)).toEqual(expected);
  });
});
