import { describe } from "vitest";
import {
  bytes,
  handle,
  hex,
  info,
  never,
  type Row,
  solve,
  status,
  testRows,
} from "../../test/support/build/hostile-rows.js";
import { Control } from "../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { LLBBridge } from "../buildkit/gen/moby/buildkit/v1/gateway_pb.js";
import { frame } from "../buildkit/transport/frame.js";

const frames: readonly Row[] = [
  [
    "a frame larger than was agreed on",
    bytes(frame(0, 0, 1, Buffer.alloc(40_000))),
    ["protocol-error", /frame/],
  ],
  [
    "a header of a frame of sixteen megabytes",
    bytes(hex("ffffff 00 00 00000001")),
    ["protocol-error", /frame/],
  ],
  ["DATA for no stream", bytes(frame(0, 0, 0, Buffer.from("x"))), ["protocol-error", /./]],
  ["a window that overflows", bytes(frame(8, 0, 0, hex("7fffffff"))), ["protocol-error", /window/i]],
  ["a window of nothing", bytes(frame(8, 0, 0, hex("00000000"))), ["protocol-error", /window/i]],
  ["SETTINGS that nobody may send", bytes(frame(4, 0, 0, hex("0004 ffffffff"))), ["protocol-error", /./]],
  ["SETTINGS of a wrong length", bytes(frame(4, 0, 0, hex("00"))), ["protocol-error", /./]],
  ["a promise", bytes(frame(5, 4, 1, hex("00000002"))), ["protocol-error", /./]],
  ["headers that cannot be decoded", bytes(frame(1, 5, 1, hex("ffffffffff0f"))), ["protocol-error", /./]],
  ["headers without an end", bytes(frame(1, 0, 1, hex("88"))), ["protocol-error", /./]],
  [
    "something that is no HTTP/2",
    bytes(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")),
    ["protocol-error", /./],
  ],
];

const ends: readonly Row[] = [
  ["RST of the solve", handle(solve.path, (call) => call.reset()), ["build-failed", /Internal/]],
  ["RST of the solve as canceled", handle(solve.path, (call) => call.reset(8)), ["canceled", /Canceled/]],
  [
    "RST of the solve while the status goes on",
    { handlers: { [solve.path]: (call) => call.reset(), [status.path]: never } },
    ["build-failed", /./],
  ],
  ["RST of the frontend", handle(LLBBridge.solve.path, (call) => call.reset()), ["build-failed", /Internal/]],
  [
    "RST of the return",
    handle(LLBBridge.return.path, (call) => call.reset()),
    ["build-failed", /Internal/],
    { within: 6_500 },
  ],
  ["RST of the status", handle(status.path, (call) => call.reset()), "built"],
  ["RST of the question for the version", handle(info.path, (call) => call.reset()), "built"],
  [
    "RST of the session, and a daemon that says so",
    {
      handlers: {
        [Control.session.path]: (call) => call.reset(),
        [solve.path]: (call) => call.end(13, "no active session"),
      },
    },
    ["build-failed", /no active session/],
  ],
  [
    "an end before the first answer",
    handle(solve.path, ({ connection }) => connection.end()),
    ["connection-lost", /closed|cut/],
  ],
  [
    "a reset before the first answer",
    handle(solve.path, ({ connection }) => connection.break()),
    ["connection-lost", /ECONNRESET/],
  ],
  [
    "an end in the frontend",
    handle(LLBBridge.solve.path, ({ connection }) => connection.end()),
    ["connection-lost", /./],
  ],
  [
    "a reset in the frontend",
    handle(LLBBridge.solve.path, ({ connection }) => connection.break()),
    ["connection-lost", /./],
  ],
  [
    "an end before the return is answered",
    handle(LLBBridge.return.path, ({ connection }) => connection.end()),
    ["connection-lost", /./],
  ],
  [
    "an end while it exports",
    { onExport: ({ daemon }) => daemon.connections[0]?.end() },
    ["connection-lost", /./],
  ],
  [
    "GOAWAY in the frontend",
    { onFrontend: ({ daemon }) => daemon.connections[0]?.goaway() },
    ["connection-lost", /./],
  ],
  [
    "GOAWAY for an error",
    handle(solve.path, ({ connection }) => connection.goaway(2)),
    ["connection-lost", /./],
  ],
];

describe.each(Object.entries({ frames, ends }))("a daemon's %s", (_kind, rows) => testRows(rows));
