import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { deferred } from "../../../test/support/transport/deferred.js";
import { errorOf, METHOD, withServer } from "../../../test/support/transport/grpc-calls.js";
import {
  GrpcMessages,
  grpcMessage,
  readMessages,
  respond,
} from "../../../test/support/transport/grpc-peer.js";
import { GrpcCode } from "./index.js";

describe("a server stream", () => {
  it("delivers messages in order and one at a time", async () => {
    const messages = Array.from({ length: 50 }, (_, index) => Buffer.from(`message ${index}`));
    const got: string[] = [];
    let running = 0;
    await withServer(
      (stream) => respond(stream, messages),
      (channel) =>
        channel.serverStream(METHOD, new Uint8Array(), async (message) => {
          expect(++running).toBe(1);
          await sleep(1);
          got.push(Buffer.from(message).toString());
          running--;
        }),
    );
    expect(got).toEqual(messages.map(String));
  });

  it("delivers what came before an error status", async () => {
    const got: string[] = [];
    const error = await errorOf(
      withServer(
        (stream) => respond(stream, [Buffer.from("one")], { "grpc-status": "10" }),
        (channel) =>
          channel.serverStream(METHOD, new Uint8Array(), async (message) => {
            await sleep(5);
            got.push(Buffer.from(message).toString());
          }),
      ),
    );
    expect(got).toEqual(["one"]);
    expect(error.code).toBe(GrpcCode.Aborted);
  });

  it("rejects with the handler's error and resets the stream", async () => {
    const failure = new Error("disk full");
    const closed = deferred<number>();
    await withServer(
      (stream) => {
        stream.on("close", () => closed.resolve(stream.rstCode));
        stream.respond({ ":status": 200, "content-type": "application/grpc" });
        stream.write(grpcMessage(Buffer.from("one")));
      },
      async (channel) => {
        const call = channel.serverStream(METHOD, new Uint8Array(), () => Promise.reject(failure));
        await expect(call).rejects.toBe(failure);
        expect(await closed.promise).toBe(8);
      },
    );
  });

  it("stops the sender while the handler is busy, but no other call", async () => {
    let written = 0;
    const release = deferred<void>();
    await withServer(
      (stream, headers) => {
        if (headers[":path"] === METHOD) return respond(stream, [Buffer.from("ok")]);
        stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
        stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
        const more = (): void => {
          if (written >= 64 << 20) stream.end();
          else
            stream.write(grpcMessage(Buffer.alloc(1 << 20)), () => {
              written += 1 << 20;
              more();
            });
        };
        more();
      },
      async (channel) => {
        let received = 0;
        const download = channel.serverStream("/a.B/Download", new Uint8Array(), (message) => {
          received += message.length;
          return release.promise;
        });
        await sleep(200);
        expect(written).toBeLessThan(12 << 20);
        expect(Buffer.from(await channel.unary(METHOD, new Uint8Array())).toString()).toBe("ok");
        release.resolve();
        await download;
        expect(received).toBe(64 << 20);
      },
    );
  });
});

describe("a duplex call", () => {
  it("sends and receives at the same time", async () => {
    await withServer(
      (stream) => {
        stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
        stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
        const reader = new GrpcMessages();
        stream.on("data", (chunk: Buffer) => {
          for (const message of reader.push(chunk)) stream.write(grpcMessage(Buffer.from(`re: ${message}`)));
        });
        stream.on("end", () => stream.end());
      },
      async (channel) => {
        const call = channel.duplex(METHOD);
        const got: string[] = [];
        const received = call.receive((message) => {
          got.push(Buffer.from(message).toString());
          if (got.length === 1) call.send(Buffer.from("second"));
          else call.end();
        });
        call.send(Buffer.from("first"));
        await received;
        expect(got).toEqual(["re: first", "re: second"]);
      },
    );
  });

  it("delivers everything, intact, to a peer whose windows stay small", async () => {
    const parts = Array.from({ length: 40 }, (_, index) => Buffer.alloc(1 + index * 5000, index));
    let sum = 0;
    await withServer(
      async (stream) => {
        const messages = await readMessages(stream);
        sum = messages.reduce((total, message) => total + message.length, 0);
        respond(stream, [
          Buffer.from(String(messages.every((message, index) => message.equals(parts[index] ?? message)))),
        ]);
      },
      async (channel) => {
        const call = channel.duplex(METHOD);
        for (const part of parts) if (!call.send(part)) await call.drain();
        call.end();
        let answer = "";
        await call.receive((message) => {
          answer = Buffer.from(message).toString();
        });
        expect(answer).toBe("true");
        expect(sum).toBe(parts.reduce((total, part) => total + part.length, 0));
      },
      { settings: { initialWindowSize: 1000 } },
    );
  });

  it("bounds what it buffers", async () => {
    await withServer(
      () => {},
      async (channel) => {
        const call = channel.duplex(METHOD);
        const chunk = Buffer.alloc(1 << 20);
        let sent = 0;
        while (call.send(chunk)) sent++;
        expect(sent).toBeLessThan(16);
        const drained = call.drain();
        call.cancel();
        await expect(drained).rejects.toMatchObject({ code: GrpcCode.Canceled });
        expect(call.send(chunk)).toBe(false);
        await expect(call.receive(() => {})).rejects.toMatchObject({ code: GrpcCode.Canceled });
      },
    );
  });
});
