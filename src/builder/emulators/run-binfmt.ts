import { randomBytes } from "node:crypto";
import type { Engine } from "../../engine/index.js";
import { isSlipwayError, SlipwayError } from "../../errors/index.js";
import type { ProgressSink } from "../../progress/model/status.js";
import { reportVertex } from "../../progress/report-vertex.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import { type Handler, handlerNamed } from "./handlers.js";

/** The image that installs emulators where none is named: it has QEMU for every architecture of images. */
export const defaultEmulatorImage = "tonistiigi/binfmt";

/** What the image has done, and what it found then. */
export interface BinfmtReport {
  readonly handlers: readonly Handler[];
  /** What it says of each thing that went wrong, such as `installing: arm64 cannot register …`. */
  readonly failures: readonly string[];
}

/** How the image is run. */
export interface BinfmtOptions {
  readonly image: string;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ProgressSink | undefined;
}

/**
 * Runs the image that changes the kernel's handlers, which takes a privileged container, on an engine's machine. The image
 * is pulled when the engine does not have it.
 *
 * @param command such as `--install arm64`; none only asks what is there
 * @throws SlipwayError `image-unavailable`, `auth-failed`, `engine-error`, `engine-unreachable`, `canceled`;
 * `protocol-error` for an image that does not answer as binfmt does.
 */
export function runBinfmt(
  engine: Engine,
  command: readonly string[],
  { image, signal, progress }: BinfmtOptions,
): Promise<BinfmtReport> {
  const doing = command.length === 0 ? "looking for emulators" : `running ${image} ${command.join(" ")}`;
  return reportVertex(progress, `[internal] ${doing}`, async (step) => {
    await obtain(engine, image, signal, (work) => step.status(`pulling image ${image}`, work));
    const output = await runToEnd(engine, image, command, signal);
    step.log(output);
    return readReport(image, output);
  });
}

async function obtain(
  engine: Engine,
  image: string,
  signal: AbortSignal | undefined,
  pulling: (work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  try {
    await engine.inspectImage(image, { signal });
  } catch (reason) {
    if (!isSlipwayError(reason, "not-found")) throw reason;
    await pulling(() => engine.pullImage(image, { signal })).catch((error: unknown) => {
      throw unavailable(image, error);
    });
  }
}

function unavailable(image: string, reason: unknown): SlipwayError {
  const error = SlipwayError.from(reason, "engine-error");
  if (error.code === "canceled" || error.code === "engine-unreachable") return error;
  const code = error.code === "auth-failed" ? error.code : "image-unavailable";
  return new SlipwayError(code, `image ${image} is not local and cannot be pulled: ${error.message}`, {
    cause: error,
    hint: "name another with --image, or install the emulators of the distribution, such as qemu-user-static",
    details: { image },
  });
}

async function runToEnd(
  engine: Engine,
  image: string,
  command: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string> {
  const name = `slipway_binfmt_${randomBytes(6).toString("hex")}`;
  const body = { Image: image, Cmd: command, HostConfig: { Privileged: true, NetworkMode: "none" } };
  try {
    await engine.createContainer(name, body, { signal });
    await engine.startContainer(name, { signal });
    const exitCode = await engine.waitContainer(name, { signal });
    const output = await engine.containerLogs(name, { signal });
    if (exitCode === 0) return output;
    const [said = `exit code ${exitCode}`] = output.trim().split("\n").slice(-1);
    throw new SlipwayError("engine-error", `image ${image} failed: ${said || `exit code ${exitCode}`}`);
  } finally {
    await engine.removeContainer(name, { force: true }).catch(() => undefined);
  }
}

/** Lines of what it did, and then a JSON object of what is there. */
export function readReport(image: string, output: string): BinfmtReport {
  const start = output.search(/^\{/m);
  const names = fieldOf(start < 0 ? undefined : parseJson(output.slice(start)), "emulators");
  if (names !== null && !Array.isArray(names)) {
    throw new SlipwayError(
      "protocol-error",
      `image ${image} does not answer as ${defaultEmulatorImage} does`,
      {
        hint: "name an image of tonistiigi/binfmt with --image",
      },
    );
  }
  const handlers = (names ?? []).flatMap((name: unknown) => handlerNamed(String(name)) ?? []);
  const failures = output
    .slice(0, start)
    .split("\n")
    .filter((line) => /^(un)?installing: /.test(line) && !line.trimEnd().endsWith(" OK"));
  return { handlers, failures };
}
