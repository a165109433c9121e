// @ts-check
import { RegistryImages } from "./registry-images.mjs";

/**
 * Images of registries: read, joined, copied.
 * @param {(name: string) => string} path
 * @param {number} bytes
 * @param {string} size
 * @returns {import("./workloads.mjs").Workload}
 */
export function imagetoolsWorkload(path, bytes, size) {
  const images = new RegistryImages(path("registry"));
  const create = (/** @type {string[]} */ ...args) => ["imagetools", "create", "--progress", "none", ...args];
  return {
    id: "imagetools",
    pairs: 5,
    setup: () => images.start(bytes),
    teardown: () => images.stop(),
    steps: [
      {
        title: "`imagetools inspect` of an index",
        must: 0.9,
        args: () => ["imagetools", "inspect", images.index],
      },
      {
        title: "`imagetools create`, four references joined",
        must: 0.8,
        args: () => create("--tag", images.newTag(), ...images.parts),
      },
      {
        title: `\`imagetools create\`, ${size} copied between two registries`,
        must: 0.8,
        prepare: () => images.emptyTarget(),
        args: () => create("--tag", images.target, images.large),
      },
    ],
  };
}
