import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  contextDirectory,
  createBuilder,
  inspectImage,
  onCleanup,
  projectRoot,
  removeImage,
  slipwayPath,
  startProgram,
} from "../support/index.js";
import { codeBlocks } from "./js-blocks.js";

test("the commands of the page on contexts run one after the other", async () => {
  const page = readFileSync(join(projectRoot, "docs/contexts.md"), "utf8");
  const builder = await createBuilder("contexts");
  const names = { base: `slipway-test/${builder}-base`, app: `slipway-test/${builder}-app` };
  for (const name of Object.values(names)) onCleanup(() => removeImage(name));
  const commands = codeBlocks(page)
    .map(({ code }) => code)
    .join("\n")
    .replace("-t base ", `-t ${names.base} `)
    .replace("docker-daemon://base ", `docker-daemon://${names.base} `)
    .replace("-t app ", `-t ${names.app} `);
  const context = contextDirectory({
    Dockerfile: "FROM scratch\nLABEL made-by=the-engine\nCOPY Dockerfile /base\n",
    "app/Dockerfile": "FROM base\nCOPY Dockerfile /app\n",
  });
  const script = `set -e\nslipway() { "${process.execPath}" "${slipwayPath}" "$@"; }\n${commands}`;

  const { code, stdout, stderr } = await startProgram("bash", ["-c", script], {
    cwd: context,
    env: { BUILDX_BUILDER: builder, DOCKER_BUILDKIT: "0" },
  }).finished;

  expect(code, stdout + stderr).toBe(0);
  expect(await inspectImage(names.app)).toMatchObject({ Config: { Labels: { "made-by": "the-engine" } } });
});
