import { type Descriptor, MEDIA_TYPES } from "../../src/oci/descriptor.js";
import { sha256Digest } from "../../src/oci/digest.js";
import type { RegistryClient } from "../../src/oci/registry/index.js";

const attestationType = "application/vnd.docker.attestation.manifest.v1+json";

/** Puts content into one repository. */
export class ImageSeeder {
  constructor(
    private readonly client: RegistryClient,
    readonly repository: string,
  ) {}

  async blob(mediaType: string, content: Uint8Array, extra: Partial<Descriptor> = {}): Promise<Descriptor> {
    const descriptor = { mediaType, digest: sha256Digest(content), size: content.length };
    await this.client.uploadBlob(this.repository, descriptor, async function* (offset) {
      yield content.subarray(offset);
    });
    return { ...descriptor, ...extra };
  }

  json(mediaType: string, value: unknown, extra: Partial<Descriptor> = {}): Promise<Descriptor> {
    return this.blob(mediaType, Buffer.from(JSON.stringify(value)), extra);
  }

  async manifest(value: object, tag?: string, indent?: number): Promise<Descriptor> {
    const content = Buffer.from(JSON.stringify({ schemaVersion: 2, ...value }, undefined, indent));
    const { mediaType } = value as { readonly mediaType: string };
    const descriptor = { mediaType, digest: sha256Digest(content), size: content.length };
    await this.client.putManifest(this.repository, tag ?? descriptor.digest, { mediaType, content });
    return descriptor;
  }

  /** An image for a platform; the layer has its content, which is the platform's own unless said otherwise. */
  async image(
    platform: Readonly<Record<string, unknown>>,
    {
      tag,
      docker = false,
      layer = Buffer.from(JSON.stringify(platform)),
    }: { tag?: string; docker?: boolean; layer?: Uint8Array } = {},
  ): Promise<Descriptor> {
    const config = await this.json(docker ? MEDIA_TYPES.dockerConfig : MEDIA_TYPES.ociConfig, {
      ...platform,
      created: "2024-01-02T03:04:05Z",
      config: { Env: ["A=<b>"], Cmd: ["sh"], Labels: { b: "2", a: "1" }, Healthcheck: { Test: ["NONE"] } },
      rootfs: { type: "layers", diff_ids: [sha256Digest(layer)] },
      history: [{ created: "2024-01-02T03:04:05Z", created_by: "COPY . ." }],
    });
    const blob = await this.blob(docker ? MEDIA_TYPES.dockerLayerGzip : MEDIA_TYPES.ociLayer, layer);
    const mediaType = docker ? MEDIA_TYPES.dockerManifest : MEDIA_TYPES.ociManifest;
    return this.manifest({ mediaType, config, layers: [blob] }, tag);
  }

  index(manifests: readonly Descriptor[], tag?: string, extra: object = {}, indent = 2): Promise<Descriptor> {
    return this.manifest({ mediaType: MEDIA_TYPES.ociIndex, manifests, ...extra }, tag, indent);
  }

  /** BuildKit's attestation of an image: provenance and a bill of materials. */
  async attestation(subject: Descriptor, { isReferrer = false } = {}): Promise<Descriptor> {
    const statement = (predicateType: string, predicate: object) =>
      this.json(
        MEDIA_TYPES.inToto,
        { _type: "https://in-toto.io/Statement/v0.1", predicateType, predicate },
        { annotations: { "in-toto.io/predicate-type": predicateType } },
      );
    const layers = [
      await statement("https://slsa.dev/provenance/v0.2", { z: 1, buildType: "<x>", of: subject.digest }),
      await statement("https://spdx.dev/Document", { SPDXID: "SPDXRef-DOCUMENT", of: subject.digest }),
    ];
    const config = await this.json(MEDIA_TYPES.ociConfig, { architecture: "unknown", os: "unknown" });
    const found = await this.manifest({
      mediaType: MEDIA_TYPES.ociManifest,
      ...(isReferrer ? { artifactType: attestationType, subject } : {}),
      config,
      layers,
    });
    if (isReferrer) return { ...found, artifactType: attestationType, annotations: { note: "listed" } };
    return {
      ...found,
      annotations: {
        "vnd.docker.reference.digest": subject.digest,
        "vnd.docker.reference.type": "attestation-manifest",
      },
      platform: { architecture: "unknown", os: "unknown" },
    };
  }

  /** An artifact that refers to an image. */
  async artifact(subject: Descriptor, artifactType: string): Promise<Descriptor> {
    const config = await this.json("application/vnd.oci.empty.v1+json", {});
    const layer = await this.blob(
      "application/octet-stream",
      Buffer.from(`${artifactType} ${subject.digest}`),
    );
    const mediaType = MEDIA_TYPES.ociManifest;
    return {
      ...(await this.manifest({ mediaType, artifactType, config, layers: [layer], subject })),
      artifactType,
    };
  }
}

const linux = (architecture: string, variant?: string) => ({
  architecture,
  os: "linux",
  ...(variant && { variant }),
});
const windows = {
  architecture: "amd64",
  os: "windows",
  "os.version": "10.0.20348.2",
  "os.features": ["win32k"],
};

/** The images of the tests, by tag. */
export async function seedImages(
  client: RegistryClient,
  repository: string,
): Promise<Readonly<Record<string, Descriptor>>> {
  const seed = new ImageSeeder(client, repository);
  const amd64 = await seed.image(linux("amd64"), { tag: "amd64" });
  const arm64 = await seed.image(linux("arm64", "v8"), { tag: "arm64" });
  const armv7 = await seed.image(linux("arm", "v7"), { tag: "armv7" });
  const win = await seed.image(windows, { tag: "windows" });
  const nowhere = await seed.image({}, { tag: "nowhere" });
  const dockerAmd64 = await seed.image(linux("amd64"), { tag: "docker-amd64", docker: true });
  const dockerArm64 = await seed.image(linux("arm64", "v8"), { tag: "docker-arm64", docker: true });
  const entry = {
    amd64: { ...amd64, platform: linux("amd64") },
    arm64: { ...arm64, platform: linux("arm64", "v8") },
    armv7: { ...armv7, platform: linux("arm", "v7") },
    win: { ...win, platform: windows },
    plainArm64: { ...arm64, platform: linux("arm64") },
  };
  const multi = await seed.index([entry.amd64, entry.arm64, entry.win], "multi");
  const attestations = [await seed.attestation(amd64), await seed.attestation(arm64)];
  const attested = await seed.index([entry.amd64, entry.arm64, ...attestations], "attested");
  const one = await seed.index(
    [entry.amd64, ...attestations.slice(0, 1)],
    "one",
    { unknown: { kept: true } },
    0,
  );
  const annotated = await seed.index(
    [
      { ...entry.amd64, annotations: { zeta: "1", alpha: "<&>" } },
      { ...entry.plainArm64, annotations: { alpha: "\u2028" } },
    ],
    "annotated",
    { annotations: { b: "2", a: "1" } },
  );
  const bare = await seed.index([amd64, entry.armv7], "bare");
  const nested = await seed.index([entry.armv7, { ...multi, annotations: { inner: "1" } }], "nested");
  const dockerList = await seed.manifest(
    {
      mediaType: MEDIA_TYPES.dockerManifestList,
      manifests: [
        { ...dockerAmd64, platform: linux("amd64") },
        { ...dockerArm64, platform: linux("arm64", "v8") },
      ],
    },
    "docker-list",
    2,
  );
  const referred = await seed.image(linux("s390x"), { tag: "referred" });
  const referrers = [
    await seed.attestation(referred, { isReferrer: true }),
    await seed.artifact(referred, "application/vnd.dev.sigstore.bundle.v0.3+json"),
    await seed.artifact(referred, "application/x-other"),
  ];
  const [attestation, signature, other] = referrers;
  await seed.index(referrers, referred.digest.replace(":", "-"));
  const referredIndex = await seed.index([{ ...referred, platform: linux("s390x") }], "referred-index");
  return {
    ...{
      amd64,
      arm64,
      armv7,
      windows: win,
      nowhere,
      "docker-amd64": dockerAmd64,
      "docker-arm64": dockerArm64,
    },
    ...{ multi, attested, one, annotated, bare, nested, "docker-list": dockerList, referred },
    ...(attestation && signature && other ? { attestation, signature, other } : {}),
    "referred-index": referredIndex,
  };
}
