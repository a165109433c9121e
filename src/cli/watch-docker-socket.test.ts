import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { watchDockerSocket } from "./watch-docker-socket.js";

test("the callback comes when the peer closes the socket", async () => {
  const directory = mkdtempSync(join(tmpdir(), "slipway-socket-"));
  const path = join(directory, "s");
  const server = createServer();
  const connection = once(server, "connection");
  server.listen(path);
  await once(server, "listening");
  const onClose = vi.fn();
  watchDockerSocket(path, onClose);
  const [peer] = (await connection) as [Socket];
  expect(onClose).not.toHaveBeenCalled();
  peer.destroy();
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  server.close();
  rmSync(directory, { recursive: true });
});

test("a socket that is not there changes nothing", async () => {
  const onClose = vi.fn();
  watchDockerSocket("/nowhere/socket", onClose);
  watchDockerSocket("@slipway-nobody-listens", onClose);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(onClose).not.toHaveBeenCalled();
});
