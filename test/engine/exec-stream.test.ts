import { createHash, randomFillSync } from "node:crypto";
import { once } from "node:events";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Engine } from "../../src/engine/index.js";
import { engineProxy } from "./proxy.js";
import { createContainer, labEngine, startSleeper } from "./sleeper.js";

const engine = await labEngine();
const container = await startSleeper(engine);

/** The command lines of the container's processes. */
async function processes(): Promise<string> {
  const script = "for p in /proc/[0-9]*/cmdline; do tr '\\0' ' ' < $p; echo; done 2>/dev/null";
  return (await engine.exec(container, ["sh", "-c", script])).stdout;
}

async function eventually(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await condition()) return true;
    await delay(50);
  }
  return false;
}

describe("the byte stream of a command", () => {
  it("carries 256 MiB there and back unchanged", async () => {
    const stream = await engine.execStream(container, ["cat"]);
    const sent = createHash("sha256");
    const received = createHash("sha256");
    const block = randomFillSync(Buffer.alloc(1 << 20));
    const source = function* () {
      for (let index = 0; index < 256; index++) {
        block.writeUInt32BE(index);
        sent.update(block);
        yield Buffer.from(block);
      }
    };
    await Promise.all([pipeline(Readable.from(source()), stream, { end: true }), pipeline(stream, received)]);
    expect(received.digest("hex")).toBe(sent.digest("hex"));
  });

  it("tells what a command that speaks a protocol said before it ended by itself, and its status", async () => {
    const command = ["sh", "-c", "printf '\\0'; echo no daemon here >&2; exit 3"];
    const stream = await engine.execStream(container, command, { binary: true });
    await expect(stream.toArray()).rejects.toMatchObject({
      code: "connection-lost",
      message: `${command.join(" ")} in container ${container} ended with status 3: no daemon here`,
    });
  });

  it("ends when a command that speaks a protocol simply ends", async () => {
    const stream = await engine.execStream(container, ["printf", "\\0"], { binary: true });
    expect(Buffer.concat(await stream.toArray())).toEqual(Buffer.from([0]));
  });

  it("ends the command's stdin when it is ended, and still reads what comes then", async () => {
    const stream = await engine.execStream(container, ["sh", "-c", "wc -c; sleep 0.2; echo late"]);
    stream.end("hello");
    expect(Buffer.concat(await stream.toArray()).toString()).toBe("5\nlate\n");
  });

  it("gives stderr apart", async () => {
    let stderr = "";
    const stream = await engine.execStream(container, ["sh", "-c", "echo warning >&2; echo out"], {
      onStderr: (chunk) => {
        stderr += Buffer.from(chunk).toString();
      },
    });
    expect(Buffer.concat(await stream.toArray()).toString()).toBe("out\n");
    expect(stderr).toBe("warning\n");
  });

  it("holds the writer back while nobody reads", async () => {
    const stream = await engine.execStream(container, ["cat"]);
    const block = Buffer.alloc(1 << 20);
    let accepted = 0;
    while (accepted < 256) {
      accepted += 1;
      if (!stream.write(block) && !(await Promise.race([once(stream, "drain"), delay(1000)]))) break;
    }
    expect(accepted).toBeLessThan(32);
    stream.destroy();
  });

  it("holds the command back while nobody reads", async () => {
    const stream = await engine.execStream(container, ["sh", "-c", "head -c 1000000000 /dev/zero"]);
    stream.read(0);
    await delay(1000);
    expect(stream.readableLength).toBeLessThan(4 << 20);
    stream.destroy();
  });

  it("destroys its connection with itself, which ends the command's stdin", async () => {
    const proxy = await engineProxy("unix");
    const through = await labEngine({ DOCKER_HOST: proxy.host });
    const stream = await through.execStream(container, ["sh", "-c", "exec cat /dev/stdin # marker-destroy"]);
    const busy = await through.execStream(container, ["cat"]);
    expect(await eventually(async () => (await processes()).includes("/dev/stdin"))).toBe(true);
    stream.destroy();
    busy.destroy();
    expect(await eventually(async () => !(await processes()).includes("/dev/stdin"))).toBe(true);
    through.close();
    expect(await eventually(() => proxy.open() === 0)).toBe(true);
  });

  it("needs one connection for ping, create and start", async () => {
    const proxy = await engineProxy("unix");
    const through = await labEngine({ DOCKER_HOST: proxy.host });
    const stream = await through.execStream(container, ["cat"]);
    expect(proxy.connections()).toBe(1);
    stream.destroy();
  });

  it("breaks with connection-lost when its connection does", async () => {
    const proxy = await engineProxy("tcp");
    const through = await labEngine({ DOCKER_HOST: proxy.host });
    const stream = await through.execStream(container, ["cat"]);
    proxy.breakAll();
    const [error] = await once(stream.resume(), "error");
    expect(error).toMatchObject({ code: "connection-lost", message: expect.stringContaining(proxy.host) });
  });

  it("ends when its container is killed", async () => {
    const victim = await startSleeper(engine);
    const stream = await engine.execStream(victim, ["cat"]);
    const closed = new Promise((resolve) =>
      stream
        .resume()
        .on("error", () => undefined)
        .on("close", resolve),
    );
    await engine.killContainer(victim);
    await closed;
  });

  it("is not opened in a container that does not run, and leaves nothing behind", async () => {
    const proxy = await engineProxy("unix");
    const through: Engine = await labEngine({ DOCKER_HOST: proxy.host });
    const stopped = await createContainer(engine);
    await expect(through.execStream(stopped, ["cat"])).rejects.toMatchObject({ code: "engine-error" });
    through.close();
    expect(await eventually(() => proxy.open() === 0)).toBe(true);
  });

  it("fails with the engine's reason when a command of a binary protocol cannot be run", async () => {
    const stream = await engine.execStream(container, ["no-such-program"], { binary: true });
    const [error] = await once(stream.resume(), "error");
    expect(error).toMatchObject({
      code: "engine-error",
      message: expect.stringMatching(
        /^Error response from daemon: OCI runtime exec failed: .*no-such-program/,
      ),
    });
  });

  it("is not opened once the signal has aborted", async () => {
    await expect(
      engine.execStream(container, ["cat"], { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: "canceled" });
  });
});
