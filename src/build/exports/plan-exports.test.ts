import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, describe, expect, test } from "vitest";
import { parseOutputs } from "../parse/outputs.js";
import { type ExportRequest, planExports } from "./plan-exports.js";

const cwd = realpathSync(mkdtempSync(join(tmpdir(), "slipway-exports-")));
mkdirSync(join(cwd, "dir"));
writeFileSync(join(cwd, "file"), "");
afterAll(() => rmSync(cwd, { recursive: true }));

const plain: ExportRequest = {
  outputs: [],
  names: [],
  load: false,
  push: false,
  defaultLoad: false,
  annotations: {},
  needsIndex: false,
  localDeleteAllowed: false,
  cwd,
  stdoutIsTerminal: false,
  insideEngine: false,
  noDefaultLoad: false,
  ociArtifactOff: false,
  buildInfoAttrs: undefined,
};

const plan = (outputs: readonly string[], more: Partial<ExportRequest> = {}) =>
  planExports({ ...plain, outputs: parseOutputs(outputs), ...more });

const daemon = { kind: "daemon" };
const engine = { kind: "engine", context: undefined };
const at = (name: string) => join(cwd, name);

describe("one output", () => {
  test.each([
    ["type=image", {}, "image", {}, daemon],
    ["type=image,name=a,compression=zstd", {}, "image", { name: "a", compression: "zstd" }, daemon],
    ["type=image,name=a", { names: ["b", "c:1"] }, "image", { name: "b,c:1" }, daemon],
    ["type=image,push=false", {}, "image", { push: "false" }, daemon],
    ["type=image,push=true", { names: ["b"] }, "image", { push: "true", name: "b" }, daemon],
    ["type=registry", { names: ["b"] }, "image", { push: "true", unpack: "false", name: "b" }, daemon],
    [
      "type=registry,unpack=true",
      { names: ["b"] },
      "image",
      { push: "true", unpack: "true", name: "b" },
      daemon,
    ],
    ["type=registry,push=false", {}, "image", { push: "false", unpack: "false" }, daemon],
    ["type=future,x=y", {}, "future", { x: "y" }, daemon],
    ["type=docker", {}, "docker", {}, engine],
    ["type=docker,context=far", {}, "docker", { context: "far" }, { kind: "engine", context: "far" }],
    ["type=docker", { needsIndex: true }, "docker", {}, engine],
    ["type=docker,dest=a.tar", {}, "docker", {}, { kind: "file", path: at("a.tar") }],
    ["type=docker,dest=-", { names: ["n"] }, "docker", { name: "n" }, { kind: "stdout" }],
    ["type=docker,tar=false,dest=dir", {}, "docker", { tar: "false" }, { kind: "layout", path: at("dir") }],
    ["type=oci,dest=a.tar", { names: ["n"] }, "oci", { name: "n" }, { kind: "file", path: at("a.tar") }],
    ["type=oci,dest=/abs.tar", {}, "oci", {}, { kind: "file", path: "/abs.tar" }],
    ["type=oci", {}, "oci", {}, { kind: "stdout" }],
    ["type=oci,dest=-", { needsIndex: true }, "oci", {}, { kind: "stdout" }],
    ["type=oci,tar=false,dest=new", {}, "oci", { tar: "false" }, { kind: "layout", path: at("new") }],
    ["type=oci,tar=odd,dest=file", {}, "oci", { tar: "odd" }, { kind: "file", path: at("file") }],
    ["type=tar,dest=t", { names: ["n"] }, "tar", {}, { kind: "file", path: at("t") }],
    ["type=tar,tar=false,dest=t", {}, "tar", { tar: "false" }, { kind: "file", path: at("t") }],
    ["type=tar", {}, "tar", {}, { kind: "stdout" }],
    [
      "type=local,dest=dir",
      { names: ["n"] },
      "local",
      {},
      { kind: "directory", path: at("dir"), mode: "copy" },
    ],
    [
      "type=local,dest=new,mode=copy",
      {},
      "local",
      { mode: "copy" },
      { kind: "directory", path: at("new"), mode: "copy" },
    ],
    [
      "type=local,dest=dir,mode=delete",
      {},
      "local",
      { mode: "delete" },
      { kind: "directory", path: at("dir"), mode: "delete" },
    ],
    [
      "type=local,dest=/elsewhere,mode=delete",
      { localDeleteAllowed: true },
      "local",
      { mode: "delete" },
      { kind: "directory", path: "/elsewhere", mode: "delete" },
    ],
  ] satisfies [string, Partial<ExportRequest>, string, object, object][])(
    "%s with %j",
    (output, more, type, attrs, target) => {
      const [planned, ...others] = plan([output], more);
      expect(others).toEqual([]);
      expect(planned).toMatchObject({ type });
      expect(planned?.attrs).toEqual(attrs);
      expect(planned?.target).toEqual(target);
    },
  );

  test("code takes an archive in place of a file", () => {
    const receiver = { stream: new PassThrough() };
    for (const type of ["tar", "oci", "docker"]) {
      const [planned] = planExports({ ...plain, outputs: [{ type, dest: "", attrs: {}, receiver }] });
      expect(planned?.target).toEqual({ kind: "receiver", receiver });
    }
  });

  test("cacheonly is none", () => {
    expect(plan(["type=cacheonly"])).toEqual([]);
    expect(plan(["type=cacheonly"], { defaultLoad: true })).toEqual([]);
  });
});

describe("what is refused", () => {
  test.each([
    ["type=local", {}, "dest is required for local exporter"],
    ["type=local,dest=-", {}, "dest cannot be stdout for local exporter"],
    ["type=local,dest=file", {}, "destination directory file is a file"],
    ["type=tar,dest=dir", {}, "destination file dir is a directory"],
    ["type=oci,dest=dir", {}, "destination file dir is a directory"],
    ["type=docker,dest=dir", {}, "destination file dir is a directory"],
    ["type=oci,tar=false", {}, "dest is required for oci exporter"],
    ["type=docker,tar=false", {}, "dest is required for docker exporter"],
    [
      "type=tar",
      { stdoutIsTerminal: true },
      "dest file is required for tar exporter. refusing to write to console",
    ],
    [
      "type=oci,dest=-",
      { stdoutIsTerminal: true },
      "dest file is required for oci exporter. refusing to write to console",
    ],
    [
      "type=docker,dest=a.tar",
      { needsIndex: true },
      "docker exporter does not support exporting manifest lists, use the oci exporter instead",
    ],
    ["type=image,push=true", {}, "tag is needed when pushing to registry"],
    ["type=image,push=", {}, "tag is needed when pushing to registry"],
    ["type=registry", {}, "tag is needed when pushing to registry"],
    ...["/elsewhere", "..", "."].map((dest): [string, object, string] => [
      `type=local,dest=${dest},mode=delete`,
      {},
      `local output mode=delete for destination "${dest}" requires --allow=buildx.local.delete`,
    ]),
  ] satisfies [string, Partial<ExportRequest>, string][])("%s with %j", (output, more, message) => {
    expect(() => plan([output], more)).toThrow(
      expect.objectContaining({ code: "invalid-argument", message }),
    );
  });

  test("a directory beside the current one is not below it", () => {
    expect(() => plan([`type=local,dest=${cwd}-not,mode=delete`])).toThrow("requires --allow");
  });

  test("two archives for one standard output", () => {
    expect(() => plan(["type=tar,dest=-", "type=oci,dest=-"])).toThrow(
      "multiple outputs configured to write to stdout",
    );
    expect(() => plan(["type=tar,dest=-", "type=oci,dest=x"])).not.toThrow();
  });

  test("a push without a name has a hint", () => {
    expect(() => plan([], { push: true })).toThrow(expect.objectContaining({ hint: "add --tag" }));
  });
});

describe("--push, --load and what the driver does by itself", () => {
  const load = { type: "docker", attrs: {}, target: engine };
  test.each([
    ["nothing", [], {}, []],
    ["the driver loads", [], { defaultLoad: true }, [load]],
    ["that is switched off", [], { defaultLoad: true, noDefaultLoad: true }, []],
    [
      "only without outputs",
      ["type=image"],
      { defaultLoad: true },
      [{ type: "image", attrs: {}, target: daemon }],
    ],
    ["--load", [], { load: true }, [load]],
    ["--load is not switched off", [], { load: true, noDefaultLoad: true }, [load]],
    ["--load beside the driver's", [], { load: true, defaultLoad: true }, [load]],
    [
      "--load finds its output there",
      ["type=docker,dest=x"],
      { load: true },
      [{ type: "docker", attrs: {}, target: { kind: "file", path: at("x") } }],
    ],
    [
      "--load beside others",
      ["type=tar,dest=x"],
      { load: true },
      [{ type: "tar", attrs: {}, target: { kind: "file", path: at("x") } }, load],
    ],
    [
      "--push",
      [],
      { push: true, names: ["n"] },
      [{ type: "image", attrs: { push: "true", unpack: "false", name: "n" }, target: daemon }],
    ],
    [
      "--push in every image",
      ["type=image,push=false", "type=image,unpack=true"],
      { push: true, names: ["n"] },
      [
        { type: "image", attrs: { push: "true", unpack: "false", name: "n" }, target: daemon },
        { type: "image", attrs: { push: "true", unpack: "true", name: "n" }, target: daemon },
      ],
    ],
    [
      "--push and --load",
      [],
      { push: true, load: true, names: ["n"] },
      [
        { type: "image", attrs: { push: "true", unpack: "false", name: "n" }, target: daemon },
        { ...load, attrs: { name: "n" } },
      ],
    ],
  ] satisfies [string, string[], Partial<ExportRequest>, object[]][])(
    "%s",
    (_what, outputs, more, expected) => {
      expect(plan(outputs, more).map(({ type, attrs, target }) => ({ type, attrs, target }))).toEqual(
        expected,
      );
    },
  );
});

describe("attributes of every output", () => {
  const annotations = { "annotation.a": "b" };

  test("annotations, over those of the output", () => {
    const all = plan(["type=image,annotation.a=x", "type=tar,dest=t"], { annotations });
    expect(all.map(({ attrs }) => attrs)).toEqual([annotations, annotations]);
  });

  test("what is written about sources is for images", () => {
    const all = plan(["type=image", "type=oci", "type=docker", "type=local,dest=dir"], {
      buildInfoAttrs: "",
    });
    expect(all.map(({ attrs }) => attrs["buildinfo-attrs"])).toEqual(["", "", "", undefined]);
  });

  test("attestations as before OCI had artifacts, unless the output says otherwise", () => {
    const outputs = ["type=image", "type=oci,oci-artifact=true", "type=docker", "type=tar,dest=t"];
    const all = plan(outputs, { ociArtifactOff: true });
    expect(all.map(({ attrs }) => attrs)).toEqual([
      { "oci-artifact": "false" },
      { "oci-artifact": "true" },
      {},
      {},
    ]);
    expect(all.map(({ ociAttrs }) => ociAttrs)).toEqual([
      undefined,
      undefined,
      { "oci-artifact": "false" },
      undefined,
    ]);
    expect(plan(["type=docker"])[0]?.ociAttrs).toEqual({});
  });
});

describe("inside the engine", () => {
  const moby = (attrs: object) => ({ type: "moby", attrs, target: daemon });
  test.each([
    ["type=image", { names: ["n"] }, moby({ name: "n" })],
    ["type=registry", { names: ["n"] }, moby({ name: "n", push: "true", unpack: "false" })],
    ["type=docker", { ociArtifactOff: true }, moby({ "oci-artifact": "false" })],
    [
      "type=docker,context=far",
      {},
      { type: "docker", attrs: { context: "far" }, ociAttrs: {}, target: { kind: "engine", context: "far" } },
    ],
    [
      "type=docker,dest=x",
      {},
      { type: "docker", attrs: {}, ociAttrs: {}, target: { kind: "file", path: at("x") } },
    ],
    ["type=tar,dest=x", {}, { type: "tar", attrs: {}, target: { kind: "file", path: at("x") } }],
  ] satisfies [string, Partial<ExportRequest>, object][])("%s", (output, more, expected) => {
    expect(plan([output], { ...more, insideEngine: true })).toEqual([expected]);
  });
});
