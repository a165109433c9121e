import { PassThrough } from "node:stream";
import { engineGet, engineRequest } from "../../engine.js";
import type { RemoteStreams, WantedStreams } from "../streams/remote-streams.js";
import { demultiplex, hijackExec, writeAll } from "./engine-streams.js";

/** Runs a command in a container of the engine with a client's streams, and sends its end as the kubelet does. */
export async function execInContainer(
  container: string,
  command: readonly string[],
  wanted: WantedStreams,
  streams: RemoteStreams,
): Promise<void> {
  const created = await engineRequest("POST", `/containers/${container}/exec`, {
    AttachStdin: wanted.stdin,
    AttachStdout: true,
    AttachStderr: !wanted.tty,
    Tty: wanted.tty,
    Cmd: command,
  });
  if (created.status !== 201) return streams.finish(failure(JSON.stringify(created.body)));
  const { Id: id } = created.body as { Id: string };
  const socket = await hijackExec(id, wanted.tty).catch((error: Error) => error);
  if (socket instanceof Error) return streams.finish(failure(socket.message));
  socket.on("error", () => undefined);
  streams.onClose(() => socket.destroy());
  if (streams.stdin) streams.stdin.pipe(socket);
  const { stdin } = streams;
  stdin?.on("error", () => socket.end());
  try {
    if (wanted.tty)
      for await (const chunk of socket as AsyncIterable<Buffer>) await writeAll(streams.stdout, chunk);
    else await demultiplex(socket, streams.stdout, streams.stderr);
  } catch {
    // The client, or the container, has gone in the middle.
  }
  const { ExitCode: exitCode } = (await engineGet<{ ExitCode: number | null }>(`/exec/${id}/json`)) ?? {
    ExitCode: null,
  };
  streams.finish(exitCode === 0 ? success : exitStatus(exitCode ?? 137));
}

/** Runs a command to its end, as probes do. Resolves with its status and the end of what it printed. */
export async function probeInContainer(
  container: string,
  command: readonly string[],
  signal: AbortSignal,
): Promise<{ exitCode: number; output: string }> {
  let output = "";
  let status = failure("the probe did not end");
  const sink = new PassThrough();
  sink.on("data", (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4096);
  });
  const streams: RemoteStreams = {
    stdout: sink,
    stderr: sink,
    finish: (end) => {
      status = end;
    },
    onClose: (listener) => signal.addEventListener("abort", listener, { once: true }),
  };
  const wanted = { stdin: false, stdout: true, stderr: true, tty: false };
  await execInContainer(container, command, wanted, streams);
  const { details } = JSON.parse(status) as { details?: { causes?: { message: string }[] } };
  return { exitCode: status === success ? 0 : Number(details?.causes?.[0]?.message ?? 1), output };
}

const success = JSON.stringify({ metadata: {}, status: "Success" });

function exitStatus(code: number): string {
  return JSON.stringify({
    metadata: {},
    status: "Failure",
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: "NonZeroExitCode",
    details: { causes: [{ reason: "ExitCode", message: String(code) }] },
  });
}

function failure(message: string): string {
  return JSON.stringify({
    metadata: {},
    status: "Failure",
    message: `Internal error occurred: error executing command in container: ${message}`,
    reason: "InternalError",
    details: { causes: [{ message }] },
    code: 500,
  });
}
