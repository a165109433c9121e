import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  busyboxContext,
  createBuilder,
  programEnvironment,
  projectRoot,
  slipwayPath,
  temporaryDirectory,
} from "../support/index.js";
import { canCount, instructions, TOLERANCE } from "./instructions.js";

type Row = "version" | "ls" | "inspect" | "cached build";
const committed = JSON.parse(readFileSync(join(projectRoot, "bench/start-cost.json"), "utf8")) as Readonly<
  Record<string, Readonly<Record<Row, number>>>
>;
const figures = committed[process.version.split(".", 1)[0] ?? ""];

beforeEach(({ skip }) => {
  skip(!canCount(), "there is no valgrind on this machine");
  skip(figures === undefined, `bench/start-cost.json has no figures for Node ${process.version}`);
});

describe("instructions, less Node's own", () => {
  let env: NodeJS.ProcessEnv;
  let rows: Readonly<Record<Row, readonly string[]>>;

  beforeAll(async () => {
    env = programEnvironment({
      // Either may cost Node more at its start than is counted here, so that what is left is chance.
      NODE_EXTRA_CA_CERTS: undefined,
      NODE_OPTIONS: undefined,
    });
    const name = await createBuilder("cost");
    const context = busyboxContext("COPY Dockerfile /\n");
    rows = {
      version: [slipwayPath, "version"],
      ls: [slipwayPath, "ls"],
      inspect: [slipwayPath, "inspect", name],
      "cached build": [slipwayPath, "build", "--builder", name, "--progress", "quiet", context],
    };
  });

  test.each<Row>(["version", "ls", "inspect", "cached build"])(
    "of %s are no more than a tenth over the committed figure",
    async (row) => {
      const most = (figures?.[row] ?? 0) * TOLERANCE;
      let counted = Number.POSITIVE_INFINITY;
      // What code a run leaves is chance where V8 drops some before the end, and so is its seed for hashes, a tenth of Node's
      // start: the least of eight counts is the program's.
      for (let count = 0; count < 8 && counted >= most; count++) {
        counted = Math.min(counted, await instructions(rows[row], withNothingKept()));
      }
      console.log(`${row}: ${counted.toFixed(1)} million instructions`);
      expect(counted).toBeLessThan(most);
    },
  );

  const withNothingKept = () => ({ ...env, XDG_CACHE_HOME: temporaryDirectory("compiled") });

  test("show a loop of 3 ms in the start", async () => {
    const directory = join(temporaryDirectory("planted"), "cli");
    cpSync(join(projectRoot, "dist/cli"), directory, { recursive: true });
    const start = join(directory, "slipway.js");
    const text = readFileSync(start, "utf8");
    // What a processor does in 3 ms, since under valgrind time passes otherwise.
    const loop = "let sum = 0; for (let i = 0; i < 300000; i++) sum = (sum * 31 + i) | 0;\n";
    writeFileSync(start, text.replace("\n", `\n${loop}`));
    expect(await instructions([start, "version"], withNothingKept())).toBeGreaterThan(
      (figures?.version ?? 0) * TOLERANCE,
    );
  });
});
