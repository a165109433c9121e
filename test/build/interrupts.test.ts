import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import {
  busyboxContext,
  containerName,
  contextDirectory,
  createBuilder,
  runSlipway,
  startProgram,
  startSlipway,
  temporaryDirectory,
} from "../support/index.js";

/** How long a command may take to end after an interrupt, in milliseconds. */
const LIMIT = 2_000;
const MOMENTS = 200;
/** Bytes of each of the result's files. */
const SIZE = 6 << 20;

const dockerfile = `FROM base AS make
RUN mkdir /out && for i in 1 2 3 4; do head -c ${SIZE} /dev/urandom > /out/$i; done
FROM scratch
COPY --from=make /out /
`;

/** Every kind of output, as flags, below a directory that is there. */
const outputs: readonly ((directory: string) => readonly string[])[] = [
  (to) => ["-o", `type=tar,dest=${to}/result.tar`],
  (to) => ["-o", `type=oci,dest=${to}/result.tar`],
  (to) => ["-o", `type=docker,dest=${to}/result.tar`],
  (to) => ["-o", `type=oci,tar=false,dest=${to}/layout`],
  (to) => ["-o", `type=local,dest=${to}`],
  (to) => ["--cache-to", `type=local,dest=${to}/cache`],
  () => ["-o", "type=tar,dest=-"],
  (to) => ["-o", `type=tar,dest=${to}/new/deep/result.tar`, "--metadata-file", `${to}/metadata.json`],
];

let builder: string;
let context: string;
beforeAll(async () => {
  builder = await createBuilder("interrupts");
  context = busyboxContext(dockerfile);
  const first = await runSlipway(["build", "--builder", builder, "-o", "type=cacheonly", context]);
  expect(first.code, first.stderr).toBe(0);
});

/** What an interrupted build must not have left: half of a file, or a file under a temporary name. */
function leftovers(directory: string): string[] {
  const names = readdirSync(directory, { recursive: true, withFileTypes: true });
  return names.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const { size } = statSync(path);
    // An interrupt may come between the end of an archive and that of the command.
    const isWhole =
      (/^[1-4]$/.test(entry.name) && size === SIZE) || (entry.name === "result.tar" && size > 4 * SIZE);
    return entry.isDirectory() || isWhole ? [] : [path];
  });
}

describe("an interrupted build", () => {
  test(
    `ends within two seconds at each of ${MOMENTS} moments, and leaves nothing, whatever its output`,
    async () => {
      const temporary = temporaryDirectory("tmp");
      const late: string[] = [];
      const left: string[] = [];
      let canceled = 0;
      const interrupt = async (index: number) => {
        const output = outputs[index % outputs.length] ?? (() => []);
        const signal = (["SIGINT", "SIGTERM", "SIGHUP"] as const)[index % 3] ?? "SIGINT";
        const to = temporaryDirectory("to");
        const moment = 40 + ((index * 7919) % 900);
        const args = ["build", "--builder", builder, ...output(to), context];
        const { child, finished } = startSlipway(args, { env: { TMPDIR: temporary } });
        child.stdout?.resume();
        await delay(moment);
        const at = performance.now();
        child.kill(signal);
        const { code } = await finished;
        const took = performance.now() - at;
        const what = `${args.slice(3, -1).join(" ")} after ${moment} ms, ${signal}`;
        if (code === 0) return;
        canceled++;
        // Before the handlers are there, the system's own way ends the process.
        expect([130, 129, 143], what).toContain(code);
        if (took > LIMIT) late.push(`${what}: ${Math.round(took)} ms`);
        left.push(...leftovers(to).map((path) => `${what}: ${path}`));
      };
      for (let index = 0; index < MOMENTS; index += 2) {
        await Promise.all([interrupt(index), interrupt(index + 1)]);
      }
      expect({ late, left, temporary: readdirSync(temporary) }).toEqual({
        late: [],
        left: [],
        temporary: [],
      });
      // Else the moments came too late to try anything.
      expect(canceled).toBeGreaterThan(MOMENTS / 4);
      const { stdout } = await startProgram("docker", ["top", containerName(builder)]).finished;
      expect(stdout).not.toContain("dial-stdio");
    },
    15 * 60_000,
  );

  test("that was killed leaves a file that the next build to the same place removes", async () => {
    const to = temporaryDirectory("killed");
    const dest = join(to, "result.tar");
    const args = ["build", "--builder", builder, "-o", `type=tar,dest=${dest}`, context];
    const { child, finished } = startSlipway(args);
    while (readdirSync(to).length === 0) await delay(2);
    child.kill("SIGKILL");
    await finished;
    if (existsSync(dest)) return;
    expect(readdirSync(to)).toHaveLength(1);
    expect(await runSlipway(args)).toMatchObject({ code: 0 });
    expect(readdirSync(to)).toEqual(["result.tar"]);
  });

  test("that was killed leaves parts of a layout that the next build to it removes, whatever it builds", async () => {
    const to = temporaryDirectory("killed-layout");
    const args = (what: string) => [
      "build",
      "--builder",
      builder,
      "-o",
      `type=oci,tar=false,dest=${to}`,
      what,
    ];
    const { child, finished } = startSlipway(args(context));
    const ingests = join(to, "ingest");
    while (!existsSync(ingests) || !readdirSync(ingests, { recursive: true }).join().includes("owner")) {
      await delay(2);
    }
    child.kill("SIGKILL");
    await finished;
    const other = contextDirectory({ Dockerfile: "FROM scratch\nCOPY Dockerfile /\n" });
    expect(await runSlipway(args(other))).toMatchObject({ code: 0 });
    expect(readdirSync(to).sort()).toEqual(["blobs", "index.json", "oci-layout"]);
  });

  test("leaves a layout that was there as it was", async () => {
    const to = temporaryDirectory("kept");
    mkdirSync(join(to, "blobs"));
    writeFileSync(join(to, "blobs/mine"), "");
    const args = ["build", "--builder", builder, "-o", `type=oci,tar=false,dest=${to}`, context];
    const { child, finished } = startSlipway(args);
    while (readdirSync(to).length === 1) await delay(1);
    child.kill("SIGINT");
    const { code } = await finished;
    if (code !== 0) expect(readdirSync(to, { recursive: true }).sort()).toEqual(["blobs", "blobs/mine"]);
  });
});
