// @ts-check
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureRegistry } from "../scripts/lab/registry.mjs";

const types = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
};
const digestOf = (/** @type {Uint8Array} */ content) =>
  `sha256:${createHash("sha256").update(content).digest("hex")}`;

/** Images in the lab's registry, and a second registry to copy them to. */
export class RegistryImages {
  #directory;
  #host = "";
  #tags = 0;
  /** @type {import("node:child_process").ChildProcess | undefined} */
  #second;
  #repository = `slipway-bench-${randomBytes(4).toString("hex")}`;

  /** @param {string} directory where the second registry keeps what it gets */
  constructor(directory) {
    this.#directory = directory;
  }

  get #source() {
    return `${this.#host}/${this.#repository}`;
  }

  get index() {
    return `${this.#source}:index`;
  }

  /** Four images of one platform each. */
  get parts() {
    return [0, 1, 2, 3].map((number) => `${this.#source}:part${number}`);
  }

  get large() {
    return `${this.#source}:large`;
  }

  get target() {
    return "127.0.0.1:5078/slipway-bench:large";
  }

  newTag() {
    return `${this.#source}:joined${this.#tags++}`;
  }

  /** @param {number} bytes of the large image, in four layers */
  async start(bytes) {
    this.#host = await ensureRegistry();
    const parts = [];
    for (const [number, architecture] of ["amd64", "arm64", "s390x", "ppc64le"].entries()) {
      const part = await this.#image(architecture, [randomBytes(1000)], `part${number}`);
      parts.push({ ...part, platform: { architecture, os: "linux" } });
    }
    await this.#put(types.index, { manifests: parts }, "index");
    const layers = [0, 1, 2, 3].map(() => randomBytes(bytes / 4));
    await this.#image("amd64", layers, "large");
    mkdirSync(this.#directory, { recursive: true });
    const config = join(this.#directory, "config.yml");
    const storage = { filesystem: { rootdirectory: join(this.#directory, "data") } };
    const settings = { version: 0.1, log: { level: "error" }, storage, http: { addr: "127.0.0.1:5078" } };
    writeFileSync(config, JSON.stringify(settings));
    this.#second = spawn("docker-registry", ["serve", config], { stdio: "ignore" });
    while (!(await fetch("http://127.0.0.1:5078/v2/").catch(() => undefined)))
      await new Promise((resolve) => setTimeout(resolve, 100));
  }

  stop() {
    this.#second?.kill();
  }

  emptyTarget() {
    rmSync(join(this.#directory, "data"), { recursive: true, force: true });
  }

  /**
   * @param {string} architecture
   * @param {Buffer[]} layers
   * @param {string} tag
   */
  async #image(architecture, layers, tag) {
    const descriptors = [];
    for (const layer of layers) descriptors.push(await this.#blob(types.layer, layer));
    const rootfs = { type: "layers", diff_ids: descriptors.map(({ digest }) => digest) };
    const config = Buffer.from(JSON.stringify({ architecture, os: "linux", rootfs }));
    return this.#put(
      types.manifest,
      { config: await this.#blob(types.config, config), layers: descriptors },
      tag,
    );
  }

  /**
   * @param {string} mediaType
   * @param {Buffer} content
   */
  async #blob(mediaType, content) {
    const base = `http://${this.#host}/v2/${this.#repository}`;
    const digest = digestOf(content);
    const begun = await fetch(`${base}/blobs/uploads/`, { method: "POST" });
    const url = new URL(begun.headers.get("location") ?? "", base);
    url.searchParams.set("digest", digest);
    const { status } = await fetch(url, { method: "PUT", body: new Uint8Array(content) });
    if (status !== 201) throw new Error(`the registry answers ${status} to a blob`);
    return { mediaType, digest, size: content.length };
  }

  /**
   * @param {string} mediaType
   * @param {object} value
   * @param {string} tag
   */
  async #put(mediaType, value, tag) {
    const body = JSON.stringify({ schemaVersion: 2, mediaType, ...value });
    const url = `http://${this.#host}/v2/${this.#repository}/manifests/${tag}`;
    const { status } = await fetch(url, { method: "PUT", headers: { "Content-Type": mediaType }, body });
    if (status !== 201) throw new Error(`the registry answers ${status} to a manifest`);
    return { mediaType, digest: digestOf(Buffer.from(body)), size: Buffer.byteLength(body) };
  }
}
