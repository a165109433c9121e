// @ts-check
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { refreshFile, writeLayeredContext, writeManyFilesContext } from "./contexts.mjs";

/** @typedef {import("./workloads.mjs").Workload} Workload */

const small = `variable "TAG" {
  default = "latest"
}
group "default" {
  targets = ["app", "docs"]
}
target "app" {
  context = "app"
  tags    = ["app:\${TAG}", "app:\${upper(TAG)}"]
}
target "docs" {
  inherits = ["app"]
  target   = "docs"
}
`;

const matrix = `target "default" {
  name   = "t-\${a}-\${b}"
  matrix = {
    a = range(20)
    b = range(10)
  }
  args = { A = a, B = "\${b}-\${upper("x")}" }
  tags = ["image:\${a}-\${b}"]
}
`;

/**
 * A megabyte of HCL.
 * @param {number} bytes
 */
function largeFile(bytes) {
  const target = (/** @type {number} */ index) => `target "t-${index}" {
  context = "app"
  args = { INDEX = ${index}, NAME = "target-\${upper("x")}", LIST = jsonencode([1, 2, ${index}]) }
  tags = ["image:${index}", "image:\${${index} % 2 == 0 ? "even" : "odd"}"]
}
`;
  let text = "";
  for (let index = 0; text.length < bytes; index++) text += target(index);
  return `${text}group "default" { targets = ["t-1"] }\n`;
}

/**
 * Twenty targets that differ in a label and share a directory.
 * @param {string} context
 */
const sharing = (context) => `target "default" {
  name    = "t-\${n}"
  matrix  = { n = range(20) }
  context = "${context}"
  labels  = { n = n }
  output  = ["type=cacheonly"]
}
`;

/**
 * Images of one context each.
 * @param {(index: number) => string} context
 * @param {string} image
 * @param {number} count
 */
const images = (context, image, count) =>
  Array.from(
    { length: count },
    (_, index) => `target "image-${index}" {
  context = "${context(index)}"
  tags    = ["${image}:${index}"]
}
`,
  ).join("") +
  `group "default" { targets = [${Array.from({ length: count }, (_, index) => `"image-${index}"`).join()}] }\n`;

/**
 * What bake is measured at.
 * @param {(name: string) => string} path of a file or directory of the bench
 * @param {string} builder
 * @param {boolean} quick smaller inputs
 * @returns {Workload[]}
 */
export function bakeWorkloads(path, builder, quick) {
  const file = (/** @type {string} */ name, /** @type {string} */ text) => {
    mkdirSync(dirname(path(`bake/${name}`)), { recursive: true });
    writeFileSync(path(`bake/${name}`), text);
  };
  const print = (/** @type {string} */ name) => ["bake", "--print", "-f", path(`bake/${name}`)];
  const build = (/** @type {string} */ name, /** @type {string[]} */ ...more) => [
    ...["bake", "--builder", builder, "--progress", "plain", "--allow", `fs=${path("")}`],
    ...["-f", path(`bake/${name}`), ...more],
  ];
  const context = (/** @type {number} */ index) => path(`bake/image-${index}`);
  const count = 5;
  const size = (quick ? 4 : 32) * 1024 * 1024;
  return [
    {
      id: "bake-print",
      pairs: 15,
      setup: () => {
        file("small.hcl", small);
        file("matrix.hcl", matrix);
      },
      steps: [
        { title: "`bake --print`, one small file", must: 1, args: () => print("small.hcl") },
        { title: "`bake --print`, 200 targets by matrix", must: 0.8, args: () => print("matrix.hcl") },
      ],
    },
    {
      // docker-buildx takes half a minute.
      id: "bake-large",
      pairs: 2,
      setup: () => file("large.hcl", largeFile(quick ? 100_000 : 1_000_000)),
      steps: [
        {
          title: `\`bake --print\`, ${quick ? "100 kB" : "1 MB"} of HCL`,
          must: 1,
          args: () => print("large.hcl"),
        },
      ],
    },
    {
      id: "bake-cached",
      pairs: 7,
      setup: () => {
        writeManyFilesContext(path("bake/shared"), quick ? 500 : 5000);
        file("shared.hcl", sharing(path("bake/shared")));
      },
      steps: [
        {
          title: `\`bake\` of 20 cached targets that share ${quick ? 500 : 5000} files`,
          must: 0.6,
          args: () => build("shared.hcl"),
        },
      ],
    },
    {
      id: "bake-load",
      pairs: 3,
      setup: () => {
        for (let index = 0; index < count; index++) writeLayeredContext(context(index), size);
        file("images.hcl", images(context, "slipway-bench/bake", count));
      },
      steps: [
        {
          title: `\`bake --load\` of ${count} images of ${size / 1024 / 1024} MiB, one small layer changed in each`,
          must: 0.2,
          prepare: () => {
            for (let index = 0; index < count; index++) refreshFile(`${context(index)}/small`);
          },
          args: () => build("images.hcl", "--load"),
        },
      ],
    },
  ];
}
