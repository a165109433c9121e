import { connect, type Socket } from "node:net";

/** Bytes of the buffers that reads fill one after the other. */
const bufferBytes = 1 << 20;

/** Bytes that a read has room for at least; the kernel holds about as many for a unix socket. */
const roomBytes = 256 << 10;

/** The first buffer is smaller: most connections carry little. */
const firstBytes = 64 << 10;

/**
 * Connects to a unix socket that is read in large pieces. Node's own sockets take a new buffer of 64 KiB for each read,
 * 27 000 of them for a gigabyte. Read by the `data` event alone; what comes before somebody listens waits.
 */
export function connectForLargeReads(path: string): Socket {
  let buffer = Buffer.allocUnsafeSlow(firstBytes);
  let used = 0;
  const room = (): Uint8Array => {
    if (used > 0 && buffer.length - used < roomBytes) {
      buffer = Buffer.allocUnsafeSlow(bufferBytes);
      used = 0;
    }
    return used === 0 ? buffer : buffer.subarray(used);
  };
  const received = (bytes: number): boolean => {
    const chunk = buffer.subarray(used, used + bytes);
    used += bytes;
    socket.emit("data", chunk);
    return true;
  };
  const socket: Socket = connect({ path, onread: { buffer: room, callback: received } });
  socket.pause();
  socket.on("newListener", (event) => {
    if (event === "data") process.nextTick(() => socket.resume());
  });
  return socket;
}
