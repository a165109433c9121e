import { expect, test, vi } from "vitest";
import type { BuildKitClient } from "../../buildkit/client/index.js";
import { BuildHistoryRecordSchema } from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { create } from "../../buildkit/protobuf/index.js";
import { AttributeReader } from "./attribute-reader.js";
import { readBool } from "./build-config.js";
import { indexEntryOf } from "./content-pointers.js";
import { inspectRecord } from "./inspect-build.js";

const long = "p".repeat(1_000_000);

function inspected(record: Parameters<typeof create<typeof BuildHistoryRecordSchema>>[1]) {
  const client = { contentSize: async () => undefined } as unknown as BuildKitClient;
  const node = { builder: "b", node: { name: "n" }, client };
  const found = { record: create(BuildHistoryRecordSchema, record), node, now: undefined };
  return inspectRecord(found, undefined, { problems: [] });
}

test("a value that cannot be read is quoted in short", () => {
  const problems: string[] = [];
  const attributes = new AttributeReader({ long: "p".repeat(60_000), short: "perhaps" }, problems);
  attributes.takeAs("long", readBool);
  attributes.takeAs("short", readBool);
  const [first = "", second] = problems;
  expect(first.length).toBeLessThan(450);
  expect(first).toMatch(/^failed to parse p{199}…: \(strconv\.ParseBool: parsing "p+…\)$/);
  expect(second).toBe('failed to parse perhaps: (strconv.ParseBool: parsing "perhaps": invalid syntax)');
});

test("a value of megabytes is not read", () => {
  const problems: string[] = [];
  const read = vi.fn();
  new AttributeReader({ long }, problems).takeAs("long", read);
  expect(read).not.toHaveBeenCalled();
  expect(problems).toEqual([`failed to parse ${"p".repeat(199)}…: (it has more than 65536 characters)`]);
});

test("of the platforms of a build a bounded number is told, each in short", async () => {
  const { platforms } = await inspected({
    frontendAttrs: { platform: `linux/${"p".repeat(5_000)}${",linux/arm64".repeat(4_000)}` },
  });
  expect(platforms).toHaveLength(1_000);
  expect(platforms[0]).toBe(`linux/${"p".repeat(93)}…`);
  expect(platforms[1]).toBe("linux/arm64");
});

test("platform and type of an attachment are told in short", async () => {
  const attestations = [{ mediaType: long, digest: "sha256:a", size: 1n }];
  const { attachments } = await inspected({ results: { [`linux/${long}`]: { attestations } } });
  expect(attachments.map(({ platform = "", type }) => [platform.length, type.length])).toEqual([[100, 200]]);
  expect(indexEntryOf({ platform: { os: "linux", architecture: long } }).platform).toHaveLength(100);
});

test("a platform of an index that is no text of Unicode does not end the listing", () => {
  const platform = { os: "windows", architecture: "amd64", "os.version": "1\ud800" };
  expect(indexEntryOf({ platform }).platform).toBe("windows(1%EF%BF%BD)/amd64");
});
