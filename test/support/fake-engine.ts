import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import net, { type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How a {@link FakeEngine} answers a request: what it writes, or what it does with the connection. */
export type FakeAnswer = string | Buffer | ((socket: Socket, request: FakeRequest) => void);

/** A request's head as it came; bodies are read and dropped. */
export interface FakeRequest {
  readonly method: string;
  /** Without the version's prefix and the query. */
  readonly path: string;
}

/** Answers by `METHOD /path` without the version's prefix; the last one of several is given again and again. */
export type FakeScript = Readonly<Record<string, FakeAnswer | readonly FakeAnswer[]>>;

/** A Docker Engine that says what a test makes it say, byte by byte, at a unix socket. */
export interface FakeEngine {
  /** Its endpoint, `unix://…`. */
  readonly host: string;
  /** The requests, as `METHOD /path`. */
  readonly asked: string[];
  /** Breaks all connections and answers no more. */
  close(): Promise<void>;
}

/** Starts one. What the script does not know of is 404; a ping is answered as by API 1.41 unless the script has one. */
export async function fakeEngine(script: FakeScript): Promise<FakeEngine> {
  const directory = await mkdtemp(join(tmpdir(), "slipway-fake-engine-"));
  const path = join(directory, "engine.sock");
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
    serveRequests(socket, (request) => {
      const line = `${request.method} ${request.path}`;
      const times = asked.filter((other) => other === line).length;
      asked.push(line);
      const answers = [script[line] ?? defaults[line] ?? json({ message: "no such thing" }, 404)].flat();
      return answers[Math.min(times, answers.length - 1)] as FakeAnswer;
    });
  });
  server.listen(path);
  await once(server, "listening");
  return {
    host: `unix://${path}`,
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const defaults: FakeScript = {
  "GET /_ping": "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 2\r\n\r\nOK",
};

/** An answer with a JSON body, or with this text as it is. */
export function json(body: unknown, status = 200): string {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const length = Buffer.byteLength(text);
  return `HTTP/1.1 ${status} Whatever\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${text}`;
}

/** The head of the answer that hands the connection over. */
export const switching =
  "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n";

/** A frame of a command's output: stream 1 is stdout, 2 stderr, 3 the engine's own word. */
export function outputFrame(stream: number, data: string | Buffer): Buffer {
  const bytes = Buffer.from(data);
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

/** Writes `head` and then this piece until the other side hangs up; `written` counts its bytes. */
export function endlessly(head: string, piece: string | Buffer, written = { bytes: 0 }): FakeAnswer {
  return (socket) => {
    const chunk = Buffer.concat(Array(Math.ceil(65_536 / piece.length)).fill(Buffer.from(piece)));
    const more = (): void => {
      while (!socket.destroyed) {
        written.bytes += chunk.length;
        if (!socket.write(chunk)) return;
      }
    };
    socket.on("drain", more);
    socket.write(head);
    more();
  };
}

/** Reads requests off a connection one after the other; bodies have a length or come in chunks. */
function serveRequests(socket: Socket, answerTo: (request: FakeRequest) => FakeAnswer): void {
  let pending = Buffer.alloc(0);
  let isOver = false;
  socket.on("data", (chunk: Buffer) => {
    if (isOver) return;
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const end = pending.indexOf("\r\n\r\n");
      if (end < 0) return;
      const head = pending.toString("latin1", 0, end);
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      const bodyEnd = /^transfer-encoding: *chunked/im.test(head)
        ? pending.indexOf("0\r\n\r\n", end + 4) + 5
        : end + 4 + length;
      if (bodyEnd < end + 4 || pending.length < bodyEnd) return;
      pending = pending.subarray(bodyEnd);
      const [method = "", target = ""] = head.split(" ", 2);
      const path = target.split("?", 1)[0]?.replace(/^\/v1\.\d+/, "") ?? "";
      const answer = answerTo({ method, path });
      isOver = typeof answer === "function";
      if (typeof answer === "function") answer(socket, { method, path });
      else socket.write(answer);
    }
  });
  socket.on("end", () => socket.end());
}
