import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  builderName,
  busyboxContext,
  contextDirectory,
  inspectContainer,
  inspectImage,
  lab,
  onCleanup,
  projectRoot,
  removeImage,
  slipwayPath,
  startProgram,
  temporaryDirectory,
} from "../support/index.js";

const readme = readFileSync(join(projectRoot, "README.md"), "utf8");

test("the README's two commands are scripts of the package", () => {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const commands = [...readme.matchAll(/^npm (?:run )?(\w+)/gm)].map((match) => match[1] ?? "");
  expect(commands).toEqual(["quickstart", "test", "pack", "install"]);
  for (const command of commands.slice(0, 2)) expect(scripts).toHaveProperty(command);
});

test("the README's use of the library builds, loads and cleans up", async ({ skip }) => {
  skip(!existsSync(join(projectRoot, "dist/index.js")), "the library is not built: npm run build");
  const builder = builderName("readme");
  const tag = `slipway-test/${builder}`;
  onCleanup(() => removeImage(tag));
  const program = (/```ts\n(.*?)```/s.exec(readme)?.[1] ?? "")
    .replaceAll("mybuilder", builder)
    .replace('"app"', JSON.stringify(tag))
    .replace("driverOptions: {", `driverOptions: { image: ${JSON.stringify(lab.image)},`);
  const directory = temporaryDirectory("readme");
  mkdirSync(join(directory, "node_modules"));
  symlinkSync(projectRoot, join(directory, "node_modules/slipway"));
  writeFileSync(join(directory, "example.mjs"), program);
  const context = busyboxContext("RUN echo hello > /hello\n");

  const { code, stdout, stderr } = await startProgram(process.execPath, [join(directory, "example.mjs")], {
    cwd: context,
  }).finished;

  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("RUN echo hello") });
  expect(await inspectImage(tag)).toMatchObject({ Id: stdout.trim() });
  expect(await inspectContainer(`buildx_buildkit_${builder}0`)).toBeUndefined();
});

test("the README's commands run one after the other", async () => {
  const builder = builderName("readme-commands");
  const tag = `slipway-test/${builder}`;
  onCleanup(() => removeImage(tag));
  const block = /## Using the command\n+```sh\n(.*?)```/s.exec(readme)?.[1] ?? "";
  const commands = block
    .replaceAll("mybuilder", builder)
    .replaceAll("registry.example/app", `${lab.registry}/${tag}`)
    .replaceAll("-t app ", `-t ${tag} `)
    .replace("slipway create", `slipway create --driver-opt image=${lab.image},network=host`);
  const script = `set -e\nslipway() { "${process.execPath}" "${slipwayPath}" "$@"; }\n${commands}`;
  const context = contextDirectory({ Dockerfile: "FROM scratch\nCOPY Dockerfile /\n" });

  const { code, stdout, stderr } = await startProgram("bash", ["-c", script], { cwd: context, input: "y\n" })
    .finished;

  expect(code, stdout + stderr).toBe(0);
  expect(await inspectImage(tag)).toBeDefined();
  expect(existsSync(join(context, "out/Dockerfile"))).toBe(true);
  expect(existsSync(join(context, "build.log"))).toBe(true);
  expect(await inspectContainer(`buildx_buildkit_${builder}0`)).toBeUndefined();
});
