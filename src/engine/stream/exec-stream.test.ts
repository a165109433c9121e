import { once } from "node:events";
import { Duplex, duplexPair } from "node:stream";
import { describe, expect, it } from "vitest";
import { ExecStream } from "./exec-stream.js";

const HOST = "unix:///engine.sock";
const NONE = Buffer.alloc(0);

function frame(stream: number, text: string): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(text.length, 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

function open(
  head: Buffer = NONE,
  onStderr?: (chunk: Uint8Array) => void,
): { exec: ExecStream; engine: Duplex } {
  const [socket, engine] = duplexPair();
  return { exec: new ExecStream({ socket, head }, HOST, { onStderr }), engine };
}

describe("an exec stream", () => {
  it("starts with what came together with the answer's head", async () => {
    const { exec } = open(frame(1, "early"));
    expect(String((await once(exec, "data"))[0])).toBe("early");
    exec.destroy();
  });

  it("parts stdout from stderr", async () => {
    const stderr: string[] = [];
    const { exec, engine } = open(NONE, (chunk) => stderr.push(Buffer.from(chunk).toString()));
    engine.end(Buffer.concat([frame(2, "warning"), frame(1, "out")]));
    expect(String((await exec.toArray())[0])).toBe("out");
    expect(stderr).toEqual(["warning"]);
  });

  it("fails when the connection ends inside a frame", async () => {
    const { exec, engine } = open();
    exec.resume();
    engine.end(frame(1, "hello").subarray(0, 10));
    const [error] = await once(exec, "error");
    expect(error).toMatchObject({ code: "connection-lost" });
  });

  it("fails when the connection breaks", async () => {
    const [socket] = duplexPair();
    const exec = new ExecStream({ socket, head: NONE }, HOST);
    socket.destroy(new Error("ECONNRESET"));
    const [error] = await once(exec, "error");
    expect(error).toMatchObject({ code: "connection-lost", message: expect.stringContaining(HOST) });
  });

  it("fails with the engine's own words on its system error stream", async () => {
    const { exec, engine } = open();
    engine.write(frame(3, "it went wrong\n"));
    const [error] = await once(exec, "error");
    expect(error).toMatchObject({
      code: "engine-error",
      message: "Error response from daemon: it went wrong",
    });
  });

  const openBinary = () => {
    const [socket, engine] = duplexPair();
    return { exec: new ExecStream({ socket, head: NONE }, HOST, { binary: true }), engine };
  };

  it("fails with the engine's words where a binary protocol should begin", async () => {
    const { exec, engine } = openBinary();
    exec.resume();
    const refusal = 'OCI runtime exec failed: exec: "buildctl": executable file not found in $PATH: unknown';
    engine.write(frame(1, refusal.slice(0, 30)));
    engine.end(frame(1, `${refusal.slice(30)}\r\n`));
    const [error] = await once(exec, "error");
    expect(error).toMatchObject({ code: "engine-error", message: `Error response from daemon: ${refusal}` });
  });

  it("takes in no more of the engine's words than a few lines", async () => {
    const { exec, engine } = openBinary();
    exec.resume();
    engine.write(frame(1, "x".repeat(100_000)));
    const [error] = await once(exec, "error");
    expect(error.message.length).toBeLessThan(5000);
  });

  it("hands on text that comes later in a binary protocol", async () => {
    const { exec, engine } = openBinary();
    engine.end(Buffer.concat([frame(1, "\0\0"), frame(1, "text")]));
    expect(Buffer.concat(await exec.toArray()).toString()).toBe("\0\0text");
  });

  it("destroys the connection when it is destroyed", async () => {
    const [socket] = duplexPair();
    const exec = new ExecStream({ socket, head: NONE }, HOST);
    exec.destroy();
    await once(exec, "close");
    expect(socket.destroyed).toBe(true);
  });

  it("writes what waits in one go", async () => {
    const written: string[] = [];
    const socket = new Duplex({
      read: () => undefined,
      writev(chunks, callback) {
        written.push(chunks.map(({ chunk }) => String(chunk)).join(""));
        setImmediate(callback);
      },
    });
    const exec = new ExecStream({ socket, head: NONE }, HOST);
    exec.write("a");
    exec.write("b");
    exec.write("c");
    exec.end();
    await once(exec, "finish");
    expect(written).toEqual(["a", "bc"]);
    exec.destroy();
  });
});
