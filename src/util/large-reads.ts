import { connect, type Socket } from "node:net";
import { monotonicNow } from "./monotonic-now.js";
import { readPause } from "./read-pause.js";

/** Bytes of the buffers that reads fill one after the other. */
const bufferBytes = 1 << 20;

/** Bytes that a read has room for at least; the kernel holds about as many for a unix socket. */
const roomBytes = 256 << 10;

/** The first buffer is smaller: most connections carry little. */
const firstBytes = 64 << 10;

/** What comes in smaller parts is messages, which somebody may wait for, and a read of more was worth its call. */
const pieceBytes = 4 << 10;
const enoughBytes = 128 << 10;

/**
 * Connects to a unix socket that is read in large pieces. Node's own sockets take a new buffer of 64 KiB for each read,
 * 27 000 of them for a gigabyte, and wake up for each piece of a slow sender. Read by the `data` event alone; what comes
 * before somebody listens waits.
 */
export function connectForLargeReads(path: string): Socket {
  let buffer = Buffer.allocUnsafeSlow(firstBytes);
  let used = 0;
  let pause = 0;
  let began = monotonicNow();
  const room = (): Uint8Array => {
    if (used > 0 && buffer.length - used < roomBytes) {
      const now = monotonicNow();
      pause = readPause(used / (now - began));
      began = now;
      buffer = Buffer.allocUnsafeSlow(bufferBytes);
      used = 0;
    }
    return used === 0 ? buffer : buffer.subarray(used);
  };
  const received = (bytes: number): boolean => {
    const chunk = buffer.subarray(used, used + bytes);
    used += bytes;
    socket.emit("data", chunk);
    if (pause === 0 || bytes < pieceBytes || bytes > enoughBytes) return true;
    setTimeout(() => socket.isPaused() || socket.resume(), pause);
    return false;
  };
  const socket: Socket = connect({ path, onread: { buffer: room, callback: received } });
  socket.pause();
  socket.on("newListener", (event) => {
    if (event === "data") process.nextTick(() => socket.resume());
  });
  return socket;
}
