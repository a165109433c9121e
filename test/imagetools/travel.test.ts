import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { copyImage, createImage, inspectImage } from "../../src/index.js";
import type { Descriptor } from "../../src/oci/descriptor.js";
import { RegistryClient } from "../../src/oci/registry/index.js";
import { lab, programEnvironment, runBuildx, runSlipway, temporaryDirectory } from "../support/index.js";
import { pull } from "./pullable.js";
import { seedImages } from "./seed-images.js";

const name = `travel-${randomBytes(4).toString("hex")}`;
const client = new RegistryClient(lab.registry);
const env = programEnvironment();
const at = (rest: string) => `${lab.registry}/${name}/${rest}`;

let images: Readonly<Record<string, Descriptor>>;
beforeAll(async () => {
  images = await seedImages(client, `${name}/src`);
});

const digestOf = (tag: string) => images[tag]?.digest ?? "";

test("attestations and signatures travel along, and can be found where the registry lists nothing", async () => {
  const { content } = await createImage({ sources: [at("src:referred-index")], tags: [at("dst:v1")], env });
  // The attestation that only referred to the image is listed beside it.
  const listed = JSON.parse(Buffer.from(content).toString()).manifests as Descriptor[];
  expect(listed.map(({ digest }) => digest)).toEqual([digestOf("referred"), digestOf("attestation")]);
  expect(listed[1]).toMatchObject({
    annotations: { note: "listed", "vnd.docker.reference.digest": digestOf("referred") },
    platform: { os: "unknown", architecture: "unknown" },
  });
  const referrers = await client.listReferrers(`${name}/dst`, digestOf("referred"));
  expect(referrers.map(({ digest }) => digest).sort()).toEqual(
    [digestOf("attestation"), digestOf("signature")].sort(),
  );
  for (const { digest } of referrers) expect(await pull(client, `${name}/dst`, digest)).toEqual([digest]);
  expect(await client.headManifest(`${name}/dst`, digestOf("other"))).toBeUndefined();
});

test("an image goes through a layout and back, with its signature", async () => {
  const cwd = temporaryDirectory("layout");
  await copyImage(at("src:referred-index"), ["oci-layout://saved:v1", "oci-layout://saved"], { env, cwd });
  const index = JSON.parse(readFileSync(join(cwd, "saved/index.json"), "utf8")) as {
    manifests: Descriptor[];
  };
  expect(index.manifests.map(({ digest }) => digest)).toContain(digestOf("signature"));
  const { descriptor } = await copyImage("oci-layout://saved:v1", at("back:v1"), { env, cwd });
  expect((await client.headManifest(`${name}/back`, "v1"))?.digest).toBe(descriptor.digest);
  expect(await pull(client, `${name}/back`, "v1")).toHaveLength(3);
  expect(await pull(client, `${name}/back`, digestOf("signature"))).toEqual([digestOf("signature")]);
  const target = `oci-layout://saved@${digestOf("amd64")}`;
  await expect(copyImage("oci-layout://saved:v1", target, { env, cwd })).rejects.toMatchObject({
    message: expect.stringContaining(`requested digest ${digestOf("amd64")} but produced`),
  });
});

test("several destinations get one image, and the metadata says where it is", async () => {
  const cwd = temporaryDirectory("metadata");
  const command = ["imagetools", "create", "--progress", "plain", "--metadata-file", "m.json"];
  const tags = ["two/a:1", "two/b:1", "two/a:2"].flatMap((tag) => ["--tag", at(tag)]);
  const { code, stdout, stderr } = await runSlipway([...command, ...tags, at("src:attested")], { cwd });
  expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: "" });
  expect(stderr).toContain(`[internal] pushing ${at("two/a")}\n`);
  expect(stderr).toContain(`copying ${digestOf("amd64")} from ${at("src:attested")} to ${at("two/b")}\n`);
  expect(stderr).toContain(`pushing ${digestOf("attested")} to ${at("two/a:2")}\n`);
  expect(JSON.parse(readFileSync(join(cwd, "m.json"), "utf8"))).toEqual({
    "containerimage.descriptor": {
      mediaType: "application/vnd.oci.image.index.v1+json",
      digest: digestOf("attested"),
      size: images.attested?.size,
    },
    "image.name": `${at("two/a")},${at("two/b")}`,
  });
  for (const tag of ["a:1", "a:2", "b:1"]) {
    const [repository = "", reference = ""] = tag.split(":");
    expect(await pull(client, `${name}/two/${repository}`, reference)).toHaveLength(5);
  }
});

test("a descriptor among references is found by its digest", async () => {
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const sources = [{ mediaType, digest: digestOf("amd64") }, at("src:arm64")];
  const { content } = await createImage({ sources, dryRun: true, env });
  const { manifests } = JSON.parse(Buffer.from(content).toString()) as { manifests: Descriptor[] };
  expect(manifests.map(({ digest }) => digest)).toEqual([digestOf("amd64"), digestOf("arm64")]);
});

test("what is called off writes no tag", async () => {
  const signal = AbortSignal.abort();
  const called = copyImage(at("src:multi"), at("off:v1"), { env, signal });
  await expect(called).rejects.toMatchObject({ code: "canceled" });
  expect(await client.headManifest(`${name}/off`, "v1")).toBeUndefined();
});

test("the library reads configs, bills of materials and provenance", async () => {
  const { images: found } = await inspectImage(at("src:attested"), { images: true, env });
  expect(found.map(({ platform }) => platform)).toEqual(["linux/amd64", "linux/arm64"]);
  expect(await found[0]?.sboms()).toEqual([{ SPDXID: "SPDXRef-DOCUMENT", of: digestOf("amd64") }]);
  expect(await found[1]?.provenance()).toMatchObject({ buildType: "<x>", of: digestOf("arm64") });
});

const formats = [
  "{{json .}}",
  "{{json .Manifest}}",
  "{{json .Image}}",
  "{{json .SBOM}}",
  "{{json .Provenance}}",
  "{{.Name}} {{.Manifest.Digest}}",
  "{{ .Manifest }}",
  "{{.Manifest.Foo",
];
// The order of annotations is not fixed in docker-buildx's text.
const tags = "amd64 multi attested docker-list nested windows bare docker-amd64 nowhere none".split(" ");

test.each(tags)("inspect of %s prints what docker-buildx prints", async (tag) => {
  const lines = (text: string) => text.split("\n").sort().join("\n");
  for (const flags of [[], ["--raw"], ...formats.map((format) => ["--format", format])]) {
    const command = ["imagetools", "inspect", at(`src:${tag}`), ...flags];
    const [ours, theirs] = await Promise.all([runSlipway(command), runBuildx(command)]);
    const shown = flags.length === 0 || flags[1] === "{{ .Manifest }}" ? lines : (text: string) => text;
    expect({ ...ours, stdout: shown(ours.stdout) }, flags.join(" ")).toEqual({
      ...theirs,
      stdout: shown(theirs.stdout),
    });
  }
});
