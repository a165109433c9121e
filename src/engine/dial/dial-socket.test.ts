import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { StallingProxy } from "../../../test/support/transport/stalling-proxy.js";
import { socketDial } from "./dial-socket.js";

const material = { verify: false } as const;

test("a connection over TCP keeps a watch on the machine at its other end", async () => {
  const server = net.createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const keepAlive = vi.spyOn(net.Socket.prototype, "setKeepAlive");
  onTestFinished(() => keepAlive.mockRestore());
  const dial = socketDial({ kind: "tcp", hostname: "127.0.0.1", port }, undefined, "tcp://engine", 1000);
  const stream = await dial();
  expect(keepAlive).toHaveBeenCalledWith(true, 30_000);
  stream.destroy();
});

test("one whose TLS never comes about is given up", async () => {
  const proxy = new StallingProxy(() => new net.Socket());
  proxy.stall();
  const port = await proxy.port();
  const dial = socketDial({ kind: "tcp", hostname: "127.0.0.1", port }, material, "tcp://engine", 50);
  await expect(dial()).rejects.toMatchObject({
    code: "engine-unreachable",
    message: "Cannot connect to the Docker daemon at tcp://engine: no answer in 0.05 s",
  });
});
