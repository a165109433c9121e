import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { deferred } from "../../../test/support/transport/deferred.js";
import { METHOD, withServer } from "../../../test/support/transport/grpc-calls.js";
import { serveHttp2 } from "../../../test/support/transport/grpc-peer.js";
import { SlipwayError } from "../../errors/index.js";
import { GrpcCode, openChannel } from "./index.js";

describe("aborting", () => {
  it("resets the stream with CANCEL and rejects with the reason", async () => {
    const reason = new Error("enough");
    const abort = new AbortController();
    let code: number | undefined;
    const closed = deferred<void>();
    const opened = deferred<void>();
    await withServer(
      (stream) => {
        stream.on("close", () => {
          code = stream.rstCode;
          closed.resolve();
        });
        opened.resolve();
      },
      async (channel) => {
        const call = channel.unary(METHOD, new Uint8Array(), { signal: abort.signal });
        await opened.promise;
        abort.abort(reason);
        await expect(call).rejects.toBe(reason);
        await closed.promise;
        expect(code).toBe(8);
      },
    );
  });

  it("ends every call of one signal, without a warning about listeners", async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error): void => void warnings.push(warning);
    process.on("warning", listen);
    const abort = new AbortController();
    await withServer(
      () => {},
      async (channel) => {
        const calls = Array.from({ length: 30 }, () =>
          channel.unary(METHOD, new Uint8Array(), { signal: abort.signal }),
        );
        const outcomes = Promise.allSettled(calls);
        abort.abort(new Error("all of them"));
        expect((await outcomes).every((outcome) => outcome.status === "rejected")).toBe(true);
      },
    );
    process.off("warning", listen);
    expect(warnings).toEqual([]);
  });

  it("rejects at once when the signal is aborted already", async () => {
    const reason = new Error("never");
    await withServer(
      () => {},
      async (channel) => {
        const call = channel.unary(METHOD, new Uint8Array(), { signal: AbortSignal.abort(reason) });
        await expect(call).rejects.toBe(reason);
      },
    );
  });
});

describe("the end of the connection", () => {
  it("rejects the calls under way and resolves closed with the error", async () => {
    const { client, close } = serveHttp2(() => {});
    const channel = openChannel(client);
    const call = channel.unary(METHOD, new Uint8Array());
    setTimeout(close, 10);
    await expect(call).rejects.toMatchObject({ code: GrpcCode.Unavailable });
    expect(await channel.closed).toMatchObject({ name: "SlipwayError", code: "connection-lost" });
    await expect(channel.unary(METHOD, new Uint8Array())).rejects.toMatchObject({
      code: GrpcCode.Unavailable,
    });
  });

  it("resolves closed with undefined after close(), and destroys the stream", async () => {
    const { client } = serveHttp2(() => {});
    const channel = openChannel(client);
    const call = channel.unary(METHOD, new Uint8Array());
    channel.close();
    await expect(call).rejects.toMatchObject({ code: GrpcCode.Unavailable });
    expect(await channel.closed).toBeUndefined();
    await sleep(20);
    expect(client.destroyed).toBe(true);
  });

  it("passes the stream's error on", async () => {
    const { client } = serveHttp2(() => {});
    const channel = openChannel(client);
    client.destroy(new Error("cable cut"));
    const error = await channel.closed;
    expect(error?.message).toContain("cable cut");
  });

  it("leaves an error that says where the stream led as it is", async () => {
    const { client } = serveHttp2(() => {});
    const channel = openChannel(client);
    const lost = new SlipwayError(
      "connection-lost",
      "the connection to BuildKit at ssh://host broke: exit status 255",
    );
    client.destroy(lost);
    expect(await channel.closed).toBe(lost);
  });

  it("reports a stream that was closed before", async () => {
    const { client } = serveHttp2(() => {});
    client.destroy();
    const channel = openChannel(client);
    expect(await channel.closed).toMatchObject({ code: "connection-lost" });
  });
});
