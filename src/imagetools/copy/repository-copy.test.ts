import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { type Descriptor, MEDIA_TYPES } from "../../oci/descriptor.js";
import { sha256Digest } from "../../oci/digest.js";
import type { ImageStore, StoredManifest } from "../store/image-store.js";
import { attestationType } from "./referrer-types.js";
import { RepositoryCopy } from "./repository-copy.js";

const step = { log: () => {}, progress: () => {} } as unknown as ConstructorParameters<
  typeof RepositoryCopy
>[1];

function image(name: string, subject?: Descriptor): StoredManifest & { descriptor: Descriptor } {
  const content = Buffer.from(JSON.stringify({ schemaVersion: 2, name, layers: [], subject }));
  const descriptor = {
    mediaType: MEDIA_TYPES.ociManifest,
    digest: sha256Digest(content),
    size: content.length,
  };
  return { descriptor, content };
}

/** A store that takes a while for each manifest, and tells of what is put while it is being put already. */
class SlowStore implements Partial<ImageStore> {
  readonly content = new Map<string, Uint8Array>();
  readonly lists = new Map<string, Descriptor[]>();
  readonly puts: string[] = [];
  readonly listed: string[] = [];
  readonly torn: string[] = [];
  readonly #busy = new Set<string>();

  constructor(readonly repository: string) {}

  get store(): ImageStore {
    return this as unknown as ImageStore;
  }

  placeOf(digest: string) {
    return { kind: "layout" as const, path: this.repository, digest };
  }

  async load({ digest = "" }): Promise<StoredManifest> {
    const content = this.content.get(digest) ?? Buffer.alloc(0);
    return { descriptor: { mediaType: MEDIA_TYPES.ociManifest, digest, size: content.length }, content };
  }

  async referrers(digest: string) {
    return this.lists.get(digest) ?? [];
  }

  async hasManifest({ digest }: Descriptor) {
    await sleep(1);
    return this.content.has(digest);
  }

  async putManifest({ descriptor: { digest }, content }: StoredManifest, referrer?: { subject: string }) {
    if (this.#busy.has(digest)) this.torn.push(digest);
    this.#busy.add(digest);
    await sleep(5);
    this.#busy.delete(digest);
    this.content.set(digest, content);
    this.puts.push(digest);
    if (referrer !== undefined) this.listed.push(`${digest} of ${referrer.subject}`);
  }
}

function setting() {
  const [source, target] = [new SlowStore("from"), new SlowStore("to")];
  const subject = image("app");
  const attestation = image("attestation", subject.descriptor);
  for (const { descriptor, content } of [subject, attestation])
    source.content.set(descriptor.digest, content);
  const listed = { ...attestation.descriptor, artifactType: attestationType };
  source.lists.set(subject.descriptor.digest, [listed]);
  const copy = new RepositoryCopy(target.store, step, new Set());
  return { source, target, subject: subject.descriptor, listed, copy };
}

test("what an index lists, and what also refers to an image, is put by one at a time and listed", async () => {
  const { source, target, subject, listed, copy } = setting();
  await Promise.all([copy.copy(source.store, listed), copy.copy(source.store, subject)]);
  expect(target.torn).toEqual([]);
  expect(target.listed).toEqual([`${listed.digest} of ${subject.digest}`]);
});

test("lists of referrers that go round in circles come to an end", async () => {
  const { source, target, subject, listed, copy } = setting();
  source.lists.set(listed.digest, [{ ...subject, artifactType: attestationType }]);
  await copy.copy(source.store, subject);
  expect(new Set(target.puts)).toEqual(new Set([subject.digest, listed.digest]));
}, 1000);

test("after a put that fails the next one tries for itself", async () => {
  const { source, target, subject, listed, copy } = setting();
  const put = target.putManifest.bind(target);
  let failures = 0;
  target.putManifest = async (manifest, referrer) => {
    if (manifest.descriptor.digest === listed.digest && failures++ === 0) throw new Error("once");
    return put(manifest, referrer);
  };
  const [first, second] = await Promise.allSettled([
    copy.copy(source.store, listed),
    copy.copy(source.store, subject),
  ]);
  expect([first.status, second.status]).toEqual(["rejected", "fulfilled"]);
  expect(target.content.has(listed.digest)).toBe(true);
});
