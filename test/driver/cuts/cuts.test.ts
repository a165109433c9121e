import { readdirSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import {
  markerOf,
  type Outcome,
  runningCommand,
  runningStep,
  type Struck,
  silence,
  uploading,
} from "./builds.js";
import { type Kind, type Kinds, startKinds, temporary } from "./kinds.js";
import { processesWith, programsIn } from "./places.js";

/** How long after an end that is seen a build may take to tell of it, milliseconds. */
const promptly = 2_000;
/** Where much else runs on the machine, times are as much longer. */
const crowding = () => Math.max(1, (loadavg()[0] ?? 0) / (2 * availableParallelism()));
/** How long a silent daemon is waited for where nothing stalls, milliseconds. */
const patience = 60_000;
/** A quarter of the silence may have passed until it is looked at. */
const untilSeen = silence * 1.25;
/** So many builds begin at once: the first answers have half of the silence. */
const slots = 5;
/** How long a program that was told to end may take for it. */
const ending = 1_000;

/** A way for a connection to end, which befalls all kinds together while their builds run. */
interface Blow {
  readonly start: (kind: Kind, blow: string, limit: number) => Struck;
  /** Undefined for a kind that it cannot strike. */
  readonly strike: (kind: Kind, build: Struck, marker: string) => (() => unknown) | undefined;
  /** Milliseconds until the end can be seen. Default: none. */
  readonly unseen?: number;
  readonly isGood: (outcome: Outcome, kind: Kind) => boolean;
}

const isLost = ({ code }: Outcome) => code === "connection-lost";
const oneError = (status: number, text: RegExp) => (outcome: Outcome) =>
  outcome.status === status &&
  outcome.message.match(/^ERROR: /gm)?.length === 1 &&
  text.test(outcome.message);
const ranByUs = ({ name }: Kind) => !name.startsWith("remote");

const blows: Readonly<Record<string, Blow>> = {
  "a reset": {
    start: runningStep,
    strike:
      ({ relay }) =>
      () =>
        relay.reset(),
    isGood: isLost,
  },
  "an end, of which the command tells": {
    start: runningCommand,
    strike:
      ({ relay }) =>
      () =>
        relay.end(),
    isGood: oneError(1, /^ERROR: .*(BuildKit|Docker daemon|proxy)/m),
  },
  "a stall": {
    start: runningStep,
    strike:
      ({ relay }) =>
      () =>
        relay.stall(),
    unseen: untilSeen,
    isGood: isLost,
  },
  "a stall of the upload": {
    start: uploading,
    strike: () => () => undefined,
    unseen: untilSeen,
    isGood: isLost,
  },
  "an interrupt of the command in a stall": {
    start: runningCommand,
    strike:
      ({ relay }, { interrupt }) =>
      async () => {
        relay.stall();
        await sleep(300);
        interrupt?.();
      },
    isGood: oneError(130, /^ERROR: .*cancel/m),
  },
  "the end of the program in between": {
    start: runningStep,
    strike: ({ killWay }, _build, marker) => killWay && (() => killWay(marker)),
    isGood: isLost,
  },
  "the end of the daemon": {
    start: runningStep,
    strike: () => () => all.killDaemons(),
    // An engine that has not said by then what became of the container is not waited for.
    isGood: (outcome, kind) => isLost(outcome) || (ranByUs(kind) && outcome.code === "daemon-exited"),
  },
};

let all: Kinds;
beforeAll(async () => {
  all = await startKinds();
});

/** Starts a build of every kind, strikes when all of them are ready, and resolves with how they ended. */
async function strikeAll(name: string, { start, strike, unseen }: Blow): Promise<ReadonlyMap<Kind, Outcome>> {
  const queue = [...all.kinds];
  const builds: { kind: Kind; build: Struck; blow: () => unknown }[] = [];
  const begin = async () => {
    for (let kind = queue.shift(); kind !== undefined; kind = queue.shift()) {
      // A kind that the blow cannot strike is known without a build.
      if (strike(kind, { ready: Promise.resolve(), ended: never }, "") === undefined) continue;
      const build = start(kind, name, unseen === undefined ? patience : silence);
      const readyAt = build.ready.then(() => performance.now());
      builds.push({ kind, build, blow: strike(kind, build, markerOf(kind, name)) ?? (() => undefined) });
      await readyAt;
    }
  };
  await Promise.all(Array.from({ length: slots }, begin));
  return new Map(
    await Promise.all(
      builds.map(async ({ kind, build, blow }) => {
        const begun = performance.now();
        await blow();
        // A blow may take effect before it is through.
        const struck = name === "the end of the daemon" ? begun : performance.now();
        const { at, ...end } = await build.ended;
        return [kind, { ...end, took: at - struck }] as const;
      }),
    ),
  );
}

const never = new Promise<never>(() => undefined);

/** What the builds have left, in their daemons and here, where it must be nothing. */
async function leftovers(blow: string) {
  const inside = (await Promise.all(all.containers.map(programsIn))).flat();
  return {
    processes: processesLeft(blow),
    inside: inside.filter((command) => /dial-stdio|ready:/.test(command)),
    temporary: readdirSync(temporary),
  };
}

const processesLeft = (blow: string) =>
  all.kinds.flatMap((kind) => processesWith(markerOf(kind, blow)).map(({ command }) => command));

describe("in mid-build, over every kind of connection,", () => {
  test.each(Object.entries(blows))("%s is one error in time and leaves nothing", async (name, blow) => {
    const outcomes = await strikeAll(name, blow);
    await expect.poll(() => processesLeft(name), { timeout: ending * crowding(), interval: 50 }).toEqual([]);
    const limit = (promptly + (blow.unseen ?? 0)) * crowding();
    const bad = [...outcomes].filter(
      ([kind, outcome]) => outcome.took > limit || !blow.isGood(outcome, kind),
    );
    // Not before all ends have been looked at: the daemons see that their clients are gone when the network says so.
    for (const { relay } of all.kinds) relay.clear();
    expect.soft(Object.fromEntries(bad.map(([kind, outcome]) => [kind.name, outcome]))).toEqual({});
    expect(outcomes.size).toBeGreaterThan(0);
    await expect
      .poll(() => leftovers(name), { timeout: 20_000, interval: 200 })
      .toEqual({ processes: [], inside: [], temporary: [] });
  });
});
