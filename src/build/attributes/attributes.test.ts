import { describe, expect, test } from "vitest";
import { parseAttestations } from "../parse/attestations.js";
import { type Annotations, parseAnnotations } from "./annotation.js";
import { attestAttribute, attestEntry, printAttest } from "./attest.js";
import { type CacheFromOption, type CacheToOption, cacheEntries, cacheFromMap, printCache } from "./cache.js";
import { parseCall } from "./call.js";
import { formatUlimits } from "./ulimit.js";

describe("an object says the same as the text of the command", () => {
  test.each<[CacheFromOption | CacheToOption, string]>([
    [{ type: "registry", ref: "user/app:cache", mode: "max" }, "type=registry,ref=user/app:cache,mode=max"],
    [
      { type: "registry", ref: "a", attrs: { "ignore-error": true } },
      "type=registry,ref=a,ignore-error=true",
    ],
    [{ type: "local", src: "/cache", tag: "x" }, "type=local,src=/cache,tag=x"],
    [
      { type: "local", dest: "/cache", attrs: { "compression-level": 3 } },
      "type=local,dest=/cache,compression-level=3",
    ],
    [{ type: "inline" }, "type=inline"],
    [{ type: "gha", scope: "main", mode: undefined }, "type=gha,scope=main"],
    [{ type: "s3", attrs: { bucket: "b" } }, "type=s3,bucket=b"],
  ])("cache %j", (option, text) => {
    expect(cacheEntries([option])).toEqual(cacheEntries([text]));
    const [entry] = cacheEntries([option]);
    expect(entry && cacheFromMap(printCache(entry))).toEqual(entry);
  });

  test("attestations", () => {
    const objects = parseAttestations({
      attests: [{ type: "sbom", generator: "scanner", attrs: { "x,y": 1 } }],
      provenance: { mode: "max", version: "v1", attrs: { reproducible: true } },
    });
    expect(objects).toEqual(
      parseAttestations({
        attests: ['type=sbom,generator=scanner,"x,y=1"'],
        provenance: "mode=max,version=v1,reproducible=true",
      }),
    );
    expect(parseAttestations({ provenance: false, sbom: true })).toEqual(
      parseAttestations({ provenance: "false", sbom: "true" }),
    );
    expect(attestAttribute(attestEntry({ type: "provenance", disabled: true }))).toBeNull();
    expect(printAttest(attestEntry({ type: "sbom", disabled: true }))).toEqual({
      type: "sbom",
      disabled: true,
    });
  });

  test.each<[Annotations, readonly string[]]>([
    [{ title: "x", "a:b": "c=d" }, ["title=x", "a:b=c=d"]],
    [
      [{ key: "a", value: "1" }, "b=2"],
      ["a=1", "b=2"],
    ],
    [[{ key: "a", value: "1", on: "index" }], ["index:a=1"]],
    [[{ key: "a", value: "1", on: ["index", "manifest-descriptor"] }], ["index,manifest-descriptor:a=1"]],
    [[{ key: "a", value: "1", platform: "linux/arm64" }], ["manifest[linux/arm64]:a=1"]],
  ])("annotations %j", (objects, texts) => {
    const expected = texts.map((text) =>
      text.startsWith("a:b") ? { "annotation.a:b": "c=d" } : parseAnnotations([text]),
    );
    expect(parseAnnotations(objects)).toEqual(Object.assign({}, ...expected));
  });

  test("ulimits and calls", () => {
    expect(formatUlimits([{ name: "nofile", soft: 5, hard: 9 }, { name: "core", soft: -1 }, "nproc=3"])).toBe(
      formatUlimits(["nofile=5:9", "core=-1", "nproc=3"]),
    );
    expect(parseCall({ name: "check", format: "json", ignoreStatus: true })).toEqual(
      parseCall("check,format=json,ignorestatus=true"),
    );
    expect(parseCall({ name: "build" })).toBeUndefined();
  });
});
