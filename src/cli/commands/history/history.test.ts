import { describe, expect, test } from "vitest";
import type { BuildDetails, JaegerSpan } from "../../../index.js";
import { safeLines, safeText } from "../../table/safe-text.js";
import { BuildRow } from "./build-row.js";
import { formatBuildTime } from "./build-time.js";
import { inspectJson } from "./inspect-json.js";
import { prettyBuild } from "./pretty-build.js";
import { tracePage } from "./trace-page.js";
import { waterfall } from "./waterfall.js";

const build: BuildDetails = {
  ref: "r1",
  builder: "b",
  node: "b0",
  name: "app",
  status: "completed",
  createdAt: 0n,
  completedAt: 2_000_000_000n,
  duration: 2_000_000_000n,
  steps: { total: 2, completed: 2, cached: 1 },
  desktopUrl: "docker-desktop://dashboard/build/b/b0/r1",
  ...{ context: ".", dockerfile: "Dockerfile", vcsRepository: "", vcsRevision: "", target: "" },
  ...{ platforms: [], keepGitDir: false, namedContexts: [], buildArgs: [], labels: [] },
  ...{ config: { rest: [] }, materials: [], attachments: [], problems: [] },
};

const options = { table: true, truncate: true, terminal: false, safe: true, now: 60_000 };
const nasty = "a\u001b[2J\u202e\tb\nc\u009b";

test.each([
  [3_749_000_000n, "3.7s"],
  [725_000_000_000n, "12m  5s"],
  [7_260_000_000_000n, "121m  0s"],
])("%d ns is %s", (nanos, text) => expect(formatBuildTime(nanos)).toBe(text));

describe("what a stranger named", () => {
  test("is shown in one line that steers nothing", () => {
    expect(safeText(nasty)).toBe("a\\x1b[2J\\u202e\\x09b\\x0ac\\u009b");
    expect(safeLines(nasty)).toBe("a\\x1b[2J\\u202e\tb\nc\\u009b");
  });

  test("is shown so in tables and sections", () => {
    const hostile = { ...build, name: nasty, target: nasty, labels: [{ name: nasty, value: nasty }] };
    const row = new BuildRow(hostile, { ...options, truncate: false });
    expect(row.field("Name")).toEqual({ value: safeText(nasty) });
    const shown = prettyBuild(hostile, { ref: true, debug: true });
    expect(["\u001b", "\u202e", "\u009b"].filter((character) => shown.includes(character))).toEqual([]);
  });

  test("is text in a page", () => {
    const page = tracePage([traceOf([{ ...span("1", "0", 0, 1), operationName: "<script>" }])]);
    expect(page).not.toContain("<script>");
    expect(page).toContain("&lt;script&gt;");
  });
});

describe("a line of history ls", () => {
  const field = (name: string, changes: object = {}, more: object = {}) =>
    new BuildRow({ ...build, ...changes }, { ...options, ...more }).field(name)?.value;

  test("cuts a long name from its beginning, unless told not to", () => {
    const name = `${"x".repeat(40)}end`;
    expect(field("Name", { name })).toBe(`..${"x".repeat(31)}end`);
    expect(field("Name", { name }, { truncate: false })).toBe(name);
    expect(field("Name", { name }, { table: false })).toBe(name);
  });

  test("tells how long a build has been running", () => {
    expect(field("Duration", { completedAt: undefined })).toBe("2.0s+");
    expect(field("Duration", { completedAt: undefined, duration: undefined })).toBe("");
    expect(field("Status", { completedAt: undefined })).toBe("Running");
  });

  test("links to Docker Desktop on a terminal", () => {
    expect(field("Link", {}, { terminal: true })).toBe(
      `\u001b]8;;${build.desktopUrl}\u001b\\Open\u001b]8;;\u001b\\`,
    );
    expect(field("Link")).toBe("");
    expect(field("Link", {}, { table: false })).toBe(build.desktopUrl);
  });
});

test("a build of which parts are lost is shown with what is left", () => {
  const partly = {
    ...build,
    problems: ["failed to read provenance sha256:a: the daemon has no content sha256:a"],
  };
  expect(prettyBuild(partly, { ref: true, debug: false })).toContain("Build Steps:\t2/2 (50% cached)\n");
  expect(prettyBuild(partly, { ref: true, debug: false })).toContain(
    "Could not be read: failed to read provenance",
  );
  expect(inspectJson(partly)).toMatchObject({ Name: "app", Errors: partly.problems });
});

const span = (id: string, parent: string, startTime: number, duration: number): JaegerSpan => ({
  traceID: "t",
  spanID: id,
  operationName: `span ${id}`,
  references: [{ refType: "CHILD_OF", traceID: "t", spanID: parent }],
  startTime,
  duration,
  tags: [],
  logs: null,
  processID: "p0",
  warnings: null,
});

function traceOf(spans: readonly JaegerSpan[]) {
  return { traceID: "t", spans, processes: { p0: { serviceName: "buildkitd", tags: null } }, warnings: null };
}

describe("the picture of a trace", () => {
  test("has each span below the one it belongs to, with its bar", () => {
    const spans = [
      span("c", "a", 500_000, 500_000),
      span("a", "0000", 0, 1_000_000),
      span("b", "a", 0, 250_000),
    ];
    expect(waterfall(traceOf(spans), 80)).toBe(
      [
        "Trace t: 3 spans in 1.00s",
        "",
        "SPAN                                        START     TIME",
        "span a (buildkitd)                          0.0ms    1.00s █████████████████████",
        "  span b (buildkitd)                        0.0ms  250.0ms █████",
        "  span c (buildkitd)                      500.0ms  500.0ms           ███████████",
        "",
      ].join("\n"),
    );
  });

  test("has every span once, though they be each other's parents, or ever so many", () => {
    const circle = [span("a", "b", 0, 1), span("b", "a", 0, 1), span("a", "a", 0, 1)];
    expect(waterfall(traceOf(circle), 80).match(/span/g)).toHaveLength(4);
    const many = Array.from({ length: 50_000 }, (_, index) => span(`${index + 1}x`, `${index}x`, index, 1));
    expect(waterfall(traceOf(many), 200).split("\n")).toHaveLength(50_004);
  });
});
