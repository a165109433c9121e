import { PassThrough } from "node:stream";
import { describe, expect, test, vi } from "vitest";
import type { BuildKitClient } from "../../buildkit/client/index.js";
import type { Driver } from "../../driver/contract/driver.js";
import { ConnectionPool, type DaemonConnection } from "./connection-pool.js";

/** A promise that is settled from outside. */
function deferred<Value>() {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** A connection that only notes what is done with it. */
function connection() {
  const closed = deferred<undefined>();
  const stream = Object.assign(new PassThrough(), { ref: vi.fn(), unref: vi.fn() });
  const close = vi.fn(() => closed.resolve(undefined));
  const client = { channel: { closed: closed.promise }, close } as unknown as BuildKitClient;
  return { client, stream, close, driver: {} as Driver };
}

describe("a connection pool", () => {
  test("opens one connection for all, idle once the last has left it", async () => {
    const pool = new ConnectionPool();
    const one = connection();
    const open = vi.fn(async (): Promise<DaemonConnection> => one);
    const leases = await Promise.all([1, 2, 3].map(() => pool.lease("node", open, undefined)));
    expect(open).toHaveBeenCalledOnce();
    for (const lease of leases.slice(1)) lease.release();
    leases[1]?.release();
    await Promise.resolve();
    expect(one.stream.unref).not.toHaveBeenCalled();
    leases[0]?.release();
    await vi.waitFor(() => expect(one.stream.unref).toHaveBeenCalledOnce());
    expect(one.close).not.toHaveBeenCalled();
  });

  test("opens another one when the first broke or could not be opened", async () => {
    const pool = new ConnectionPool();
    await expect(pool.lease("node", () => Promise.reject(new Error("refused")), undefined)).rejects.toThrow(
      "refused",
    );
    const first = connection();
    await pool.lease("node", async () => first, undefined);
    first.close();
    await new Promise((resolve) => setImmediate(resolve));
    const second = connection();
    const lease = await pool.lease("node", async () => second, undefined);
    expect(lease.client).toBe(second.client);
    void pool.close();
    await vi.waitFor(() => expect(second.close).toHaveBeenCalled());
  });

  test("does not take the connection from the others when one gives up waiting", async () => {
    const pool = new ConnectionPool();
    const opening = deferred<DaemonConnection>();
    const cancel = new AbortController();
    const impatient = pool.lease("node", () => opening.promise, cancel.signal);
    const patient = pool.lease("node", () => opening.promise, undefined);
    cancel.abort();
    await expect(impatient).rejects.toMatchObject({ code: "canceled" });
    const one = connection();
    opening.resolve(one);
    expect((await patient).client).toBe(one.client);
    expect(one.stream.unref).not.toHaveBeenCalled();
  });
});
