import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { build, createBuilder, type DriverFactory, registerDriver, removeBuilders } from "../../src/index.js";
import { engineRequest } from "../support/engine.js";
import {
  builderName,
  inspectContainer,
  lab,
  onCleanup,
  programEnvironment,
  projectRoot,
  runSlipway,
  temporaryDirectory,
} from "../support/index.js";

const module = fileURLToPath(new URL("own-driver/skiff.mjs", import.meta.url));
const env = { SLIPWAY_DRIVERS: module };

/** A builder's name and its container, which is gone after the test file. */
function skiff(label: string): { readonly name: string; readonly container: string } {
  const name = builderName(label);
  const container = `skiff-${name}`;
  onCleanup(async () => void (await engineRequest("DELETE", `/containers/${container}?force=1&v=1`)));
  return { name, container };
}

async function succeed(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await runSlipway(args, { env });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return { stdout, stderr };
}

test("a driver of the user's own goes through all that the command does with builders", async () => {
  const { name, container } = skiff("own");
  const options = ["--driver-opt", `image=${lab.image}`];

  await succeed("create", "--name", name, ...options, `skiff://${container}`);
  expect(await inspectContainer(container)).toBeUndefined();
  const { stdout: inspected } = await succeed("inspect", "--bootstrap", "--debug", name);
  expect(inspected).toMatch(/^Driver: +skiff$/m);
  expect(inspected).toMatch(new RegExp(`^Endpoint: +skiff://${container}$`, "m"));
  expect(inspected).toMatch(/^BuildKit daemon flags: +--debug$/m);
  expect(inspected).toMatch(/^Status: +running$/m);
  expect(inspected).toMatch(/^ *Cache export: +false$/m);

  const context = temporaryDirectory();
  const dockerfile = join(context, "Dockerfile");
  writeFileSync(dockerfile, "FROM scratch\nCOPY Dockerfile /itself\n");
  const built = await succeed(
    "build",
    "--builder",
    name,
    "--progress=plain",
    "-o",
    join(context, "out"),
    context,
  );
  expect(built.stderr).toContain(`building with "${name}" instance using skiff driver`);
  expect(readFileSync(join(context, "out/itself"), "utf8")).toContain("COPY Dockerfile");

  const refused = await runSlipway(
    ["build", "--builder", name, "--platform=linux/amd64,linux/arm64", context],
    { env },
  );
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("Multi-platform build is not supported for the skiff driver.");

  expect((await succeed("du", "--builder", name)).stdout).toContain("Total:");
  await succeed("stop", name);
  expect((await inspectContainer(container))?.State.Running).toBe(false);
  await succeed("build", "--builder", name, context);
  await succeed("rm", name);
  expect(await inspectContainer(container)).toBeUndefined();
});

test.each([
  ["an endpoint", ["skiff://no/such/place"], "not a place for a skiff: skiff://no/such/place"],
  ["an option", ["--driver-opt", "sail=2", "skiff://x"], "a skiff has no sail"],
])("what is wrong with %s is the driver's to say", async (_what, args, message) => {
  const { code, stderr } = await runSlipway(["create", "--name", builderName("wrong"), ...args], { env });
  expect(code).toBe(1);
  expect(stderr).toContain(message);
});

test("a program registers it by itself", async () => {
  const { name, container } = skiff("registered");
  const { driver } = (await import(pathToFileURL(module).href)) as { driver: DriverFactory };
  onCleanup(registerDriver(driver));
  const context = { env: programEnvironment() };
  await createBuilder({
    ...context,
    name,
    endpoint: `skiff://${container}`,
    driverOptions: { image: lab.image, "default-load": "false" },
  });
  const { metadata } = await build({
    ...context,
    builder: name,
    context: { files: new Map([["hello", "hello\n"]]) },
    dockerfile: "FROM scratch\nCOPY hello /\n",
  });
  expect(metadata["buildx.build.ref"]).toContain(name);
  expect(await removeBuilders([name], context)).toEqual([{ name }]);
  expect(await inspectContainer(container)).toBeUndefined();
});

test("nothing in the program knows of it", () => {
  const source = join(projectRoot, "src");
  const knowing = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && /skiff/i.test(readFileSync(join(source, path), "utf8")),
  );
  expect(knowing).toEqual([]);
});
