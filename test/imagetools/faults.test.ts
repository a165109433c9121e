import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { copyImage, createImage, isSlipwayError } from "../../src/index.js";
import { RegistryClient } from "../../src/oci/registry/index.js";
import { ConcurrencyLimit } from "../../src/util/concurrency-limit.js";
import { lab, programEnvironment } from "../support/index.js";
import { answer, corrupt, cutAnswer, cutUpload, type Fault, faultyRegistry } from "./faulty-registry.js";
import { pull } from "./pullable.js";
import { ImageSeeder, seedImages } from "./seed-images.js";

const name = `faults-${randomBytes(4).toString("hex")}`;
const client = new RegistryClient(lab.registry);
const env = programEnvironment();

const faults: readonly (readonly [string, Fault])[] = [
  ["401", answer(401)],
  ["403", answer(403, '{"errors":[{"code":"DENIED","message":"no"}]}')],
  ["404", answer(404)],
  ["429", answer(429, "", { "Retry-After": "0" })],
  ["500", answer(500, "oops", { "Retry-After": "0" })],
  ["503", answer(503, "", { "Retry-After": "0" })],
  ["garbage", answer(200, "<html>welcome</html>", { "Content-Type": "text/html" })],
  ["a wrong digest", corrupt],
  ["a cut", (incoming) => incoming.destroy()],
];

test("whatever fails once, the copy is whole, or there is an error and no tag", async () => {
  await seedImages(client, `${name}/src`);
  const limit = new ConcurrencyLimit(12);
  // Two names of one machine are two registries: nothing is lent between them.
  const copy = async (target: string, plan: Parameters<typeof faultyRegistry>[0]) => {
    const { port, asked } = await faultyRegistry(plan);
    const reference = `localhost:${port}/${target}:v1`;
    const failure = await createImage({
      sources: [`127.0.0.1:${port}/${name}/src:referred-index`],
      tags: [reference],
      env,
    }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return { failure, asked: asked() };
  };
  const clean = await copy(`${name}/clean`, () => undefined);
  expect(clean.failure).toBeUndefined();
  const whole = await pull(client, `${name}/clean`, "v1");
  expect(whole).toHaveLength(3);
  expect(clean.asked).toBeGreaterThan(20);

  const wrong: unknown[] = [];
  let recovered = 0;
  await Promise.all(
    faults.flatMap(([what, fault]) =>
      Array.from({ length: clean.asked }, (_, number) =>
        limit.run(async () => {
          const target = `${name}/${what.replaceAll(/\W+/g, "-")}-${number}`;
          const { failure } = await copy(target, (_incoming, now) => (now === number ? fault : undefined));
          const found = await pull(client, target, "v1").catch((reason: unknown) => reason);
          const isWhole = Array.isArray(found);
          if (failure === undefined) recovered++;
          const isTold =
            isSlipwayError(failure) &&
            /127\.0\.0\.1:\d+|localhost:\d+/.test(failure.message) &&
            failure.message.includes(name) &&
            failure.code !== "internal";
          const isRight = failure === undefined ? isWhole : isTold && (found === undefined || isWhole);
          if (!isRight) wrong.push({ what, number, failure: String(failure), found });
        }),
      ),
    ),
  );
  expect(wrong).toEqual([]);
  expect(recovered).toBeGreaterThan(clean.asked * 3);
}, 600_000);

// This registry forgets an upload that is cut, so that one begins anew.
test.each<[string, string, Fault]>([
  ["read, which goes on where it was,", "GET", cutAnswer],
  ["sent", "PUT", cutUpload],
])("a blob that is cut in the middle while it is %s arrives whole", async (_what, way, fault) => {
  const repository = `${name}/${way.toLowerCase()}`;
  const layer = randomBytes(24_000_000);
  const seed = new ImageSeeder(client, repository);
  await seed.image({ os: "linux", architecture: "amd64" }, { tag: "v1", layer });
  const cut = new Set<string>();
  const ranges: string[] = [];
  const { port } = await faultyRegistry(({ method = "", url = "", headers }) => {
    if (headers.range !== undefined) ranges.push(headers.range);
    const digest = /sha256(?::|%3A)[a-f0-9]{64}/.exec(url)?.[0] ?? "";
    if (method !== way || !url.includes("/blobs/") || cut.has(digest)) return undefined;
    cut.add(digest);
    return fault;
  });
  await copyImage(`127.0.0.1:${port}/${repository}:v1`, `localhost:${port}/${repository}-copy:v1`, { env });
  expect(await pull(client, `${repository}-copy`, "v1")).toHaveLength(1);
  expect(cut.size).toBe(2);
  if (way === "GET") expect(ranges).toContain("bytes=12000000-");
});

test("a digest that is another's is told, and nothing is tagged", async () => {
  const { port } = await faultyRegistry(({ method, url = "" }) =>
    method === "GET" && url.includes("/blobs/") ? corrupt : undefined,
  );
  const seed = new ImageSeeder(client, `${name}/other`);
  const { digest } = await seed.image({ os: "linux", architecture: "amd64" }, { tag: "v1" });
  const copied = copyImage(
    `127.0.0.1:${port}/${name}/other@${digest}`,
    [`localhost:${port}/${name}/target:v1`, `localhost:${port}/${name}/target:v2`],
    { env },
  );
  await expect(copied).rejects.toMatchObject({
    code: "protocol-error",
    message: expect.stringMatching(/content from 127\.0\.0\.1:\d+\/\S+ does not match its digest sha256:/),
  });
  expect(await client.headManifest(`${name}/target`, "v1")).toBeUndefined();
});
