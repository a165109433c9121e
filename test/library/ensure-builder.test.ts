import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Builder, ensureBuilder, inspectBuilder, listBuilders } from "../../src/index.js";
import {
  builderName,
  containerName,
  engineGet,
  inspectContainer,
  lab,
  programEnvironment,
  projectRoot,
  startProgram,
} from "../support/index.js";
import { busyboxFiles, context } from "./support.js";

const image = { image: lab.image };

async function cachedSteps(builder: Builder): Promise<number> {
  let count = 0;
  const building = builder.build({ context: { files: busyboxFiles("FROM base\nRUN echo once\n") } });
  for await (const { type } of building) if (type === "step-cached") count++;
  return count;
}

test("twenty calls from four processes end with one builder, one container and one volume", async ({
  skip,
}) => {
  const library = join(projectRoot, "dist/index.js");
  skip(!existsSync(library), "the library is not built: npm run build");
  const name = builderName("twenty");
  const options = { name, driverOptions: image, bootstrap: true };
  const program = `
    const { ensureBuilder } = await import(${JSON.stringify(`file://${library}`)});
    const calls = Array.from({ length: 5 }, () => ensureBuilder(${JSON.stringify(options)}));
    for (const builder of await Promise.all(calls)) console.log(builder.name);
  `;
  const args = ["--input-type=module", "--eval", program];
  const processes = Array.from(
    { length: 4 },
    () => startProgram(process.execPath, args, { env: programEnvironment() }).finished,
  );
  for (const { code, stdout, stderr } of await Promise.all(processes)) {
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${name}\n`.repeat(5), stderr: "" });
  }
  expect((await listBuilders(context)).filter((builder) => builder.name === name)).toHaveLength(1);
  const filters = encodeURIComponent(JSON.stringify({ name: [`buildx_buildkit_${name}`] }));
  expect(await engineGet(`/containers/json?all=1&filters=${filters}`)).toHaveLength(1);
  expect((await engineGet<{ Volumes: unknown[] }>(`/volumes?filters=${filters}`))?.Volumes).toHaveLength(1);
});

test("a builder with other options is refused by name, or recreated with the cache it has", async () => {
  const name = builderName("other");
  const wanted = { ...context, name, driverOptions: { ...image, memory: "1g" } };
  const builder = await ensureBuilder({ ...wanted, bootstrap: true });
  await ensureBuilder({ ...context, name });
  const other = { ...wanted, driverOptions: { ...image, memory: "2g" }, platforms: ["linux/amd64"] };
  await expect(ensureBuilder(other)).rejects.toMatchObject({
    code: "already-exists",
    message: `builder "${name}" exists, but its driver option memory is "1g" and not "2g"; its platforms is "" and not "linux/amd64"`,
    details: { differences: ["driver option memory", "platforms"] },
  });
  expect(await cachedSteps(builder)).toBe(0);
  const again = await ensureBuilder({ ...other, reconfigure: true, bootstrap: true });
  expect(await inspectContainer(containerName(name))).toMatchObject({ HostConfig: { Memory: 2 * 2 ** 30 } });
  expect(await cachedSteps(again)).toBeGreaterThan(0);
  await ensureBuilder(other);

  expect((await again.inspect()).nodes[0]?.status).toBe("running");
  await again.stop();
  expect((await builder.inspect()).nodes[0]?.status).toBe("stopped");
  await builder.remove();
  await expect(inspectBuilder(name, context)).rejects.toMatchObject({ code: "not-found" });
});
