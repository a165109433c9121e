import { execFileSync, spawn } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, describe, expect, test } from "vitest";
import { type ProcessOutput, processOutput } from "./process-output.js";

const directory = mkdtempSync(join(tmpdir(), "process-output-"));
afterAll(() => rmSync(directory, { recursive: true }));

const noStream = (): never => {
  throw new Error("no stream is needed");
};

/** What a write's callback and the error listeners are told. */
async function outcome({ output }: ProcessOutput, chunk: string): Promise<unknown[]> {
  const told: unknown[] = [];
  output.on("error", (error) => told.push(error));
  await new Promise<void>((resolve) => {
    output.write(chunk, (error) => {
      told.push(error);
      resolve();
    });
  });
  await new Promise(setImmediate);
  return told;
}

test("a file is written without a stream, in the order of the writes", async () => {
  const path = join(directory, "file");
  const descriptor = openSync(path, "w");
  const output = processOutput(descriptor, noStream);
  output.output.write("first\n");
  expect(await outcome(output, "sécond\n")).toEqual([undefined]);
  expect(readFileSync(path, "utf8")).toBe("first\nsécond\n");
  closeSync(descriptor);
});

describe.runIf(process.platform === "linux")("on Linux", () => {
  /** Both ends of a pipe that holds 64 KiB, as Linux makes them. */
  function openPipe(name: string) {
    const path = join(directory, name);
    execFileSync("mkfifo", [path]);
    const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return { readEnd, writeEnd: openSync(path, constants.O_WRONLY) };
  }

  test("a full device is told of, to the writer and to who listens for errors", async () => {
    const descriptor = openSync("/dev/full", "w");
    const error = expect.objectContaining({ code: "ENOSPC" });
    expect(await outcome(processOutput(descriptor, noStream), "text")).toEqual([error, error]);
    closeSync(descriptor);
  });

  test("a pipe is written without a stream", async () => {
    const { readEnd, writeEnd } = openPipe("pipe");
    expect(await outcome(processOutput(writeEnd, noStream), "piped")).toEqual([undefined]);
    const read = Buffer.alloc(16);
    expect(read.toString("utf8", 0, readSync(readEnd, read))).toBe("piped");
    closeSync(readEnd);
    closeSync(writeEnd);
  });

  test("what a full pipe does not take goes to the stream, and all that follows", () => {
    const { readEnd, writeEnd } = openPipe("full");
    const stream = new PassThrough();
    const { output } = processOutput(writeEnd, () => stream);
    const large = Buffer.alloc(100_000, "x");
    output.write(large);
    output.write("after");
    const piped = readSync(readEnd, Buffer.alloc(large.length));
    expect(piped).toBeGreaterThan(0);
    expect(String(stream.read())).toBe(`${"x".repeat(large.length - piped)}after`);
    closeSync(readEnd);
    closeSync(writeEnd);
  });

  test("a reader that went away is an error", async () => {
    const { readEnd, writeEnd } = openPipe("closed");
    const output = processOutput(writeEnd, noStream);
    closeSync(readEnd);
    const error = expect.objectContaining({ code: "EPIPE" });
    expect(await outcome(output, "text")).toEqual([error, error]);
    closeSync(writeEnd);
  });

  test("once its stream was asked for, everything goes through it, errors too", async () => {
    const descriptor = openSync("/dev/null", "w");
    const own = new PassThrough();
    const { output, stream } = processOutput(descriptor, () => own);
    const errors: Error[] = [];
    output.on("error", (error) => errors.push(error));
    expect(stream()).toBe(own);
    output.write("text");
    expect(String(own.read())).toBe("text");
    const lost = new Error("lost");
    own.destroy(lost);
    await new Promise(setImmediate);
    expect(errors).toEqual([lost]);
    closeSync(descriptor);
  });
});

test("the stream of a socket is opened with the first text, not before", async () => {
  // Children of Node have sockets for pipes.
  const child = spawn("sleep", ["60"], { stdio: ["ignore", "pipe", "ignore"] });
  const descriptor = (child.stdout as unknown as { _handle: { fd: number } })._handle.fd;
  let stream: PassThrough | undefined;
  const open = () => (stream ??= new PassThrough());
  const output = processOutput(descriptor, open);
  expect(output.output.isTTY).toBe(false);
  expect([await outcome(output, ""), stream]).toEqual([[undefined], undefined]);
  await outcome(output, "text");
  expect(String(stream?.read())).toBe("text");
  child.kill();
});

test("what cannot be written at once is Node's stream from the beginning", () => {
  const stream = new PassThrough();
  const { output } = processOutput(2 ** 20, () => stream);
  expect(output).toBe(stream);
});
