import type { ContainerInspect } from "../../engine/contract/engine.js";
import { isSlipwayError } from "../../errors/index.js";
import { reportVertex, type StepReporter } from "../../progress/report-vertex.js";
import type { DriverOperationOptions } from "../contract/driver.js";
import { refusedBoot } from "./boot-failure.js";
import { obtainImage } from "./builder-image.js";
import { archiveTarget, configArchive } from "./config-archive.js";
import { type ContainerPlan, findContainer } from "./container-plan.js";
import { bodyOf, filesOf, type RequestContext } from "./container-request.js";
import { type DeathWatch, watchForDeath } from "./death-watch.js";
import { makeSocketDirectory, removeSocketDirectory, type SocketDirectory } from "./socket-directory.js";
import { pause, waitUntilReady } from "./wait-ready.js";

/** A plan whose container is watched while it boots. */
type WatchedPlan = ContainerPlan & { readonly watch: DeathWatch };

type Signal = { readonly signal?: AbortSignal | undefined };

/** A container this young may not answer yet; one that runs for longer is taken to be up. Milliseconds. */
const settlingTime = 60_000;
/** What the engine says of a container that never ended. */
const neverFinished = "0001-01-01T00:00:00Z";
/** How long another process may take between creating the container and starting it, milliseconds. */
const foreignStart = 5_000;
const foreignInterval = 50;
/** How long a failed boot waits for the removal of its container, milliseconds. */
const discardPatience = 500;

/**
 * Brings up a builder's container, creating it where there is none, and waits until its daemon answers. Does nothing
 * when the container runs and had time to settle. Whoever boots the same builder at the same moment gets the same
 * container. Resolves with the engine's note of when the container last ended, for telling later whether it ended since.
 */
export async function bootContainer(plan: ContainerPlan, options: DriverOperationOptions): Promise<string> {
  try {
    return await bootOnce(plan, options);
  } catch (error) {
    if (!(await endedByItself(plan, error))) throw error;
    return bootOnce(plan, options);
  }
}

/** It was taken for running at the moment at which it ended for want of clients. */
async function endedByItself(plan: ContainerPlan, error: unknown): Promise<boolean> {
  if (plan.options.idleTimeout === undefined || !isSlipwayError(error, "boot-failed")) return false;
  const found = await findContainer(plan).catch(() => undefined);
  return found?.State.Running === false && found.State.ExitCode === 0;
}

async function bootOnce(plan: ContainerPlan, options: DriverOperationOptions): Promise<string> {
  const signal: Signal = { signal: options.signal };
  const existing = await findContainer(plan, signal);
  const finishedAt = existing?.State.FinishedAt ?? neverFinished;
  // One that ends by itself may be about to: that it answers is seen by asking.
  const trusted = plan.options.idleTimeout === undefined;
  if (existing !== undefined && trusted && isSettled(existing)) return finishedAt;
  await reportVertex(options.progress, "[internal] booting buildkit", async (step) => {
    try {
      if (existing === undefined) await create(plan, step, signal);
      else await watched(plan, (watchedPlan) => start(watchedPlan, existing, step, signal));
    } catch (error) {
      logFailure(step, error);
      throw error;
    }
  });
  return finishedAt;
}

/** Runs `work` while the end of the container is listened for. */
async function watched<Result>(
  plan: ContainerPlan,
  work: (plan: WatchedPlan) => Promise<Result>,
): Promise<Result> {
  const watch = watchForDeath(plan.engine, plan.container);
  try {
    return await work({ ...plan, watch });
  } finally {
    watch.stop();
  }
}

function isSettled({ State }: ContainerInspect): boolean {
  // The engine's clock may be off from ours by any amount; then age says nothing and the container is trusted.
  return (
    State.Running && !State.Restarting && Math.abs(Date.now() - Date.parse(State.StartedAt)) > settlingTime
  );
}

async function start(
  plan: WatchedPlan,
  existing: ContainerInspect,
  step: StepReporter,
  signal: Signal,
): Promise<void> {
  const { engine, container } = plan;
  await step.status(`starting container ${container}`, async () => {
    const running = existing.State.Running;
    try {
      if (!running) await engine.startContainer(container, signal);
    } catch (error) {
      throw refusedBoot(`start builder container ${container}`, error);
    }
    try {
      await waitReady(plan, signal, existing.State.FinishedAt);
    } catch (error) {
      // Its restart policy would go on starting it for ever.
      if (!running && !isSlipwayError(error, "canceled")) {
        await engine.stopContainer(container, { timeoutSeconds: 0 }).catch(() => undefined);
      }
      throw error;
    }
  });
}

async function create(plan: ContainerPlan, step: StepReporter, signal: Signal): Promise<void> {
  const { engine, container } = plan;
  await obtainImage(engine, plan.options.image, step, signal.signal);
  await step.status(`creating container ${container}`, async () => {
    const files = await filesOf(plan);
    const info = await engine.info(signal).catch(() => undefined);
    const socketDirectory = await makeSocketDirectory(plan, info);
    const createWith = (directory: SocketDirectory | undefined) =>
      watched(plan, (watchedPlan) =>
        createAndStart(watchedPlan, { files, info, socketDirectory: directory }, signal),
      );
    try {
      await createWith(socketDirectory);
    } catch (error) {
      if (socketDirectory === undefined || !mayComeOfMount(error)) throw error;
      await createWith(undefined);
    }
  });
}

/** An engine may be kept from mounting, and a daemon from listening, where a user's directory is concerned. */
function mayComeOfMount(error: unknown): boolean {
  return isSlipwayError(error, "boot-failed") && error.details.complaint === undefined;
}

/** Resolves once the container's daemon answers, whoever made the container. One that fails is taken back. */
async function createAndStart(plan: WatchedPlan, context: RequestContext, signal: Signal): Promise<void> {
  const { files, socketDirectory } = context;
  try {
    const body = await bodyOf(plan, context, signal);
    while (!(await claim(plan, body, signal))) {
      if (await joinForeignBoot(plan, files, signal)) return await removeSocketDirectory(socketDirectory);
    }
  } catch (error) {
    await removeSocketDirectory(socketDirectory);
    throw error;
  }
  try {
    await provisionAndStart(plan, files, signal);
    await waitReady(plan, signal, neverFinished);
  } catch (error) {
    if (!(isSlipwayError(error, "canceled") && (await isRunning(plan)))) await discard(plan, socketDirectory);
    throw error;
  }
}

/**
 * Creates the container; false when another process has done so. The engine gives a name away before the container
 * that gets it can be found, and takes it back when that comes to nothing.
 */
async function claim(
  plan: ContainerPlan,
  body: Readonly<Record<string, unknown>>,
  signal: Signal,
): Promise<boolean> {
  const deadline = Date.now() + foreignStart;
  for (;;) {
    try {
      await plan.engine.createContainer(plan.container, body, signal);
      return true;
    } catch (error) {
      const taken = isSlipwayError(error, "already-exists");
      if (taken && (await findContainer(plan, signal)) !== undefined) return false;
      if (!taken || Date.now() > deadline) {
        throw refusedBoot(`create builder container ${plan.container}`, error);
      }
    }
    await pause(foreignInterval, signal.signal);
  }
}

async function provisionAndStart(
  plan: ContainerPlan,
  files: ReadonlyMap<string, Uint8Array>,
  signal: Signal,
): Promise<void> {
  const { engine, container } = plan;
  try {
    if (files.size > 0) await engine.putArchive(container, archiveTarget, await configArchive(files), signal);
    await engine.startContainer(container, signal);
  } catch (error) {
    throw refusedBoot(`start builder container ${container}`, error);
  }
}

/**
 * Waits for a container that another process has just created: that one starts it, unless it is stopped in between.
 * False when the container vanished.
 */
async function joinForeignBoot(
  plan: WatchedPlan,
  files: ReadonlyMap<string, Uint8Array>,
  signal: Signal,
): Promise<boolean> {
  const deadline = Date.now() + foreignStart;
  let found = await findContainer(plan, signal);
  while (found?.State.Status === "created" && Date.now() < deadline) {
    await pause(foreignInterval, signal.signal);
    found = await findContainer(plan, signal);
  }
  if (found === undefined) return false;
  if (!found.State.Running && !found.State.Restarting) await provisionAndStart(plan, files, signal);
  await waitReady(plan, signal, found.State.FinishedAt);
  return true;
}

function waitReady(plan: WatchedPlan, signal: Signal, finishedAt: string | undefined): Promise<void> {
  return waitUntilReady(plan.engine, plan.container, {
    ...signal,
    watch: plan.watch,
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(plan.memoryText === undefined ? {} : { memory: plan.memoryText }),
  });
}

async function isRunning(plan: ContainerPlan): Promise<boolean> {
  const found = await findContainer(plan).catch(() => undefined);
  return found?.State.Running === true;
}

/**
 * Takes back a container that never came up; its volume belongs to the builder and stays. The engine finishes what it
 * was asked to do, but not before a restart it has begun; the user's answer does not wait for that, unless the
 * container had a socket directory: then another one of its name may follow.
 */
async function discard(
  { engine, container }: ContainerPlan,
  socketDirectory: SocketDirectory | undefined,
): Promise<void> {
  const removal = engine.removeContainer(container, { force: true, volumes: true }).catch(() => undefined);
  await (socketDirectory === undefined
    ? Promise.race([removal, pause(discardPatience, undefined)])
    : removal);
  await removeSocketDirectory(socketDirectory);
}

/** Puts what the container wrote into the step's output, where a user looks for it. */
function logFailure(step: StepReporter, error: unknown): void {
  if (!isSlipwayError(error)) return;
  const { logs, complaint } = error.details;
  if (Array.isArray(logs) && logs.length > 0) step.log(`${logs.join("\n")}\n`);
  if (typeof complaint === "string") step.log(`${complaint}\n`);
}
