import { expect, test } from "vitest";
import { SlipwayError } from "../../errors/index.js";
import { type Descriptor, MEDIA_TYPES } from "../../oci/descriptor.js";
import type { RegistryClient } from "../../oci/registry/index.js";
import { RegistryStore } from "./registry-store.js";

const subject = `sha256:${"1".repeat(64)}`;
const listed = { mediaType: MEDIA_TYPES.ociManifest, digest: `sha256:${"2".repeat(64)}`, size: 2 };

/** A store, and how often its registry has been asked for a list. */
function store(fails: readonly boolean[] = []) {
  const has: Descriptor[] = [];
  const asked = { times: 0 };
  const client: Partial<RegistryClient> = {
    listReferrers: async () => {
      asked.times++;
      if (fails[asked.times - 1]) throw new SlipwayError("registry-error", "not now");
      return [...has];
    },
    putManifest: async () => {
      has.push(listed);
      return { listsReferrer: true, isConfirmed: true };
    },
  };
  return { asked, store: new RegistryStore("reg", "a/b", client as RegistryClient, undefined) };
}

test("what refers to an image is asked for once", async () => {
  const { asked, store: one } = store();
  expect(await Promise.all([one.referrers(subject), one.referrers(subject)])).toEqual([[], []]);
  expect(await one.referrers(subject)).toEqual([]);
  expect(asked.times).toBe(1);
});

test("it is asked for again when asking failed, and when something was added", async () => {
  const { asked, store: one } = store([true]);
  await expect(one.referrers(subject)).rejects.toThrow("not now");
  expect(await one.referrers(subject)).toEqual([]);
  const manifest = { descriptor: listed, content: Buffer.from("{}") };
  await one.putManifest(manifest, { subject, listed, isNamed: false });
  expect(await one.referrers(subject)).toEqual([listed]);
  expect(asked.times).toBe(3);
});

/** The requests that naming `listed` takes, when the tag stood for `before` ahead and for `after` later. */
async function naming(before: Descriptor | Error | undefined, after?: Descriptor) {
  const requests: string[] = [];
  const client: Partial<RegistryClient> = {
    headOwnManifest: async (_repository, name) => {
      requests.push(`HEAD ${name}`);
      if (requests.length > 1) return after;
      if (before instanceof Error) throw before;
      return before;
    },
    putManifest: async (_repository, name) => {
      requests.push(`PUT ${name}`);
      return { listsReferrer: false, isConfirmed: true };
    },
  };
  const one = new RegistryStore("reg", "a/b", client as RegistryClient, undefined);
  const location = { kind: "registry", domain: "reg", path: "a/b", tag: "v1" } as const;
  one.expectName(location);
  await one.name(location, { descriptor: listed, content: Buffer.from("{}") });
  return requests;
}

test("a name that was asked for ahead is put at once unless it stood for the same", async () => {
  const other = { ...listed, digest: subject };
  expect(await naming(undefined)).toEqual(["HEAD v1", "PUT v1"]);
  expect(await naming(other)).toEqual(["HEAD v1", "PUT v1"]);
  expect(await naming(listed, listed)).toEqual(["HEAD v1", "HEAD v1"]);
  expect(await naming(listed, other)).toEqual(["HEAD v1", "HEAD v1", "PUT v1"]);
  expect(await naming(new SlipwayError("registry-error", "not now"))).toEqual([
    "HEAD v1",
    "HEAD v1",
    "PUT v1",
  ]);
});

test("the same name twice is put once", async () => {
  let there: Descriptor | undefined;
  const puts: string[] = [];
  const client: Partial<RegistryClient> = {
    headOwnManifest: async () => there,
    putManifest: async (_repository, name) => {
      puts.push(name);
      there = listed;
      return { listsReferrer: false, isConfirmed: true };
    },
  };
  const one = new RegistryStore("reg", "a/b", client as RegistryClient, undefined);
  const location = { kind: "registry", domain: "reg", path: "a/b", tag: "v1" } as const;
  one.expectName(location);
  for (const _ of [1, 2]) await one.name(location, { descriptor: listed, content: Buffer.from("{}") });
  expect(puts).toEqual(["v1"]);
});
