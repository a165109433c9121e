import { describe, expect, it } from "vitest";
import { AnswerParser } from "./answer-parser.js";
import { NotHttp } from "./not-http.js";

interface Read {
  status?: number;
  headers?: Record<string, string>;
  keepsAlive?: boolean;
  body: string;
  /** What came behind the answer; missing while it is not whole. */
  rest?: string;
}

function read(text: string, { method = "GET", every = text.length, end = false } = {}): Read {
  const result: Read = { body: "" };
  const parser = new AnswerParser(method, {
    onHead: ({ status, headers, keepsAlive }) =>
      Object.assign(result, { status, headers: { ...headers }, keepsAlive }),
    onData: (chunk) => {
      result.body += chunk.toString("latin1");
    },
    onEnd: (rest) => {
      result.rest = rest.toString("latin1");
    },
  });
  const bytes = Buffer.from(text, "latin1");
  for (let at = 0; at < bytes.length; at += every) parser.write(bytes.subarray(at, at + every));
  if (end) expect(parser.end()).toBe("rest" in result);
  return result;
}

const head = (...lines: string[]) => `${["HTTP/1.1 200 OK", ...lines].join("\r\n")}\r\n\r\n`;

describe.each([[1], [2], [7], [1 << 20]])("an answer that comes %i bytes at a time", (every) => {
  it.each<[string, string, Read]>([
    [
      "of a given length",
      `${head("Content-Length: 5")}hello`,
      { status: 200, headers: { "content-length": "5" }, keepsAlive: true, body: "hello", rest: "" },
    ],
    [
      "in chunks, with extensions and a trailer",
      `${head("Transfer-Encoding: gzip, Chunked")}3;a=b\r\nabc\r\n0A\r\n0123456789\r\n0\r\nX: y\r\n\r\n`,
      {
        status: 200,
        headers: { "transfer-encoding": "gzip, Chunked" },
        keepsAlive: true,
        body: "abc0123456789",
        rest: "",
      },
    ],
    [
      "after others that only announce it",
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nA: b\r\n\r\n${head("Content-Length: 0")}`,
      { status: 200, headers: { "content-length": "0" }, keepsAlive: true, body: "", rest: "" },
    ],
    [
      "without a body, whatever it says of one",
      "HTTP/1.1 204 No Content\r\nContent-Length: 7\r\nConnection: Close\r\n\r\n",
      {
        status: 204,
        headers: { "content-length": "7", connection: "Close" },
        keepsAlive: false,
        body: "",
        rest: "",
      },
    ],
    [
      "with a header twice, and one that is empty",
      `${head("A: 1", "a:2  ", "Content-Length: 0", "content-length:0", "Empty:")}`,
      {
        status: 200,
        headers: { a: "1, 2", "content-length": "0, 0", empty: "" },
        keepsAlive: true,
        body: "",
        rest: "",
      },
    ],
  ])("%s", (_what, text, wanted) => {
    expect(read(text, { every })).toEqual(wanted);
  });

  it("that ends with its connection", () => {
    const text = "HTTP/1.0 200\r\n\r\nall of it";
    expect(read(text, { every })).toEqual({ status: 200, headers: {}, keepsAlive: false, body: "all of it" });
    expect(read(text, { every, end: true })).toMatchObject({ body: "all of it", rest: "" });
  });

  it.each([
    [`${head("Content-Length: 5")}hell`],
    [`${head("Transfer-Encoding: chunked")}3\r\nabc\r\n`],
    ["HTTP/1.1 200 OK\r\nA: b"],
  ])("and is cut off is not whole: %j", (text) => {
    expect(read(text, { every, end: true })).not.toHaveProperty("rest");
  });

  it.each([
    ["SSH-2.0-OpenSSH_9.2\r\n"],
    ["\x15\x03\x01\0\x02\x02\x16"],
    ["PRI * HTTP/2.0"],
    ["HTTP/1.1 OK\r\n\r\n"],
    ["HTTP/1.1 999 What\r\n\r\n"],
    [head("no colon")],
    [head(": no name")],
    [head("A : b")],
    [head("A: b", " folded")],
    [head("A: b\0c")],
    [head("Content-Length: 5", "Content-Length: 6")],
    [head("Content-Length: -1")],
    [head("Content-Length: 0x5")],
    [head(`Content-Length: ${"9".repeat(30)}`)],
    [`${head("Transfer-Encoding: chunked")}zz\r\n`],
    [`${head("Transfer-Encoding: chunked")}3\nabc`],
    [`${head("Transfer-Encoding: chunked")}3\r\nabcd\r\n`],
    [`${head("Transfer-Encoding: chunked")}${"f".repeat(20)}\r\n`],
  ])("that is none is refused: %j", (text) => {
    expect(() => read(text, { every })).toThrow(NotHttp);
  });
});

describe("what follows an answer", () => {
  it("is handed on when the protocol changes", () => {
    const text = "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n\x01\0\0\0";
    expect(read(text)).toMatchObject({ status: 101, body: "", rest: "\x01\0\0\0" });
  });

  it("is told, since nobody has asked for it", () => {
    expect(read(`${head("Content-Length: 2")}okHTTP`)).toMatchObject({ body: "ok", rest: "HTTP" });
  });

  it("of a HEAD request is no body", () => {
    expect(read(head("Content-Length: 5"), { method: "HEAD" })).toMatchObject({ body: "", rest: "" });
  });
});

describe("what has no end", () => {
  it.each([
    ["a head", `HTTP/1.1 200 OK\r\n${"A: b\r\n".repeat(20_000)}`],
    ["a line before a chunk", `${head("Transfer-Encoding: chunked")}1;${"x".repeat(10_000)}`],
    ["a trailer", `${head("Transfer-Encoding: chunked")}0\r\n${"a".repeat(100_000)}`],
  ])("%s is refused", (_what, text) => {
    expect(() => read(text, { every: 1000 })).toThrow(NotHttp);
    expect(() => read(text)).toThrow(NotHttp);
  });

  it("is read in linear time: 200 000 chunks of a byte, one byte at a time", () => {
    const text = `${head("Transfer-Encoding: chunked")}${"1\r\nx\r\n".repeat(200_000)}0\r\n\r\n`;
    const started = process.hrtime.bigint();
    expect(read(text, { every: 1 }).body).toHaveLength(200_000);
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(5_000);
  });
});
