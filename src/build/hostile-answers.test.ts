import { describe } from "vitest";
import {
  all,
  details,
  flood,
  handle,
  hex,
  info,
  never,
  type Row,
  refusal,
  solve,
  status,
  testRows,
} from "../../test/support/build/hostile-rows.js";
import { grpcMessage } from "../../test/support/transport/grpc-peer.js";
import { Control } from "../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { LLBBridge } from "../buildkit/gen/moby/buildkit/v1/gateway_pb.js";

const answers: readonly Row[] = [
  ["no status", handle(solve.path, (call) => call.endWithout()), ["build-failed", /without a gRPC status/]],
  ["a status that is no number", refusal({ "grpc-status": "many" }), ["build-failed", /it failed/]],
  ["a status that nobody knows", refusal({ "grpc-status": "99" }), ["build-failed", /it failed/]],
  [
    "details that are no base64",
    refusal({ "grpc-status-details-bin": "%%%" }),
    ["build-failed", /it failed/],
  ],
  [
    "details that are no message",
    refusal({ "grpc-status-details-bin": "/////w==" }),
    ["build-failed", /it failed/],
  ],
  ["details that are no JSON", refusal(details({ "errdefs.Source": "{" })), ["build-failed", /it failed/]],
  ...[null, 5, "x", [], { info: 5, ranges: 7 }, { info: { data: {} } }, { ranges: [null, { start: 3 }] }].map(
    (source): Row => [
      `a place in the Dockerfile that is ${JSON.stringify(source)}`,
      refusal(
        details({ "errdefs.Source": JSON.stringify(source), "gatewayapi.ExitMessage": '{"Code":"x"}' }),
      ),
      ["build-failed", /it failed/],
    ],
  ),
  [
    "a web page",
    handle(solve.path, (call) => {
      call.begin({ ":status": 502, "content-type": "text/html" });
      call.stream.end("<h1>");
    }),
    ["connection-lost", /HTTP status 502/],
  ],
  [
    "another type of content",
    handle(solve.path, (call) => {
      call.begin({ "content-type": "text/html" });
      call.stream.end("<h1>");
    }),
    ["build-failed", /content type/],
  ],
  [
    "an answer that is no message",
    handle(LLBBridge.solve.path, (call) => {
      call.sendBytes(hex("0affffffffff"));
      call.end();
    }),
    ["protocol-error", /./],
  ],
  [
    "a message that is compressed",
    handle(solve.path, (call) => void call.sendRaw(hex("01 00000000"))),
    ["build-failed", /compressed/],
  ],
  [
    "a message of four gigabytes",
    handle(solve.path, (call) => void call.sendRaw(hex("00 ffffffff"))),
    ["build-failed", /exceeds the limit/],
  ],
  [
    "half a message",
    handle(solve.path, (call) => {
      call.sendRaw(hex("00 00000009 00"));
      call.end();
    }),
    ["build-failed", /inside a message/],
  ],
  [
    "two answers",
    handle(solve.path, (call) => {
      call.sendRaw(Buffer.concat([grpcMessage(Buffer.alloc(0)), grpcMessage(Buffer.alloc(0))]));
    }),
    ["build-failed", /more than once/],
  ],
  ["no answer", handle(solve.path, (call) => call.end()), ["build-failed", /no answer/]],
  ["a result without any reference", { result: { result: { case: "refs", value: { refs: {} } } } }, "built"],
  ["no result", handle(LLBBridge.solve.path, (call) => call.answer(LLBBridge.solve.output, {})), "built"],
  [
    "logs, warnings and states of steps that nobody knows",
    {
      statuses: [
        {
          logs: [{ vertex: "sha256:nobody", msg: Buffer.from("?"), stream: -5n }],
          statuses: [{ vertex: "sha256:nobody", id: "x", current: -1n, total: 1n << 62n }],
          warnings: [{ vertex: "sha256:nobody" }],
        },
        { vertexes: [{ digest: "", inputs: [""], completed: { seconds: -1n, nanos: -1 } }] },
      ],
    },
    "built",
  ],
  [
    "progress that is no message",
    handle(status.path, (call) => {
      call.sendBytes(hex("0affffffffff"));
    }),
    "built",
  ],
];

const silence: readonly Row[] = [
  ["no version", handle(info.path, never), "built"],
  ["progress that never ends", handle(status.path, never), "built", { within: 4_500 }],
  ["progress that floods for ever", handle(status.path, flood), "built", { within: 5_000 }],
  [
    "progress that floods, and Ctrl-C",
    { handlers: { [status.path]: flood, [LLBBridge.solve.path]: never } },
    ["canceled", /./],
    { abortAfter: 200 },
  ],
  ["nothing at all, and Ctrl-C", { handlers: all(never) }, ["canceled", /./], { abortAfter: 200 }],
  [
    "a frontend that failed and a build that does not end",
    {
      handlers: {
        [solve.path]: never,
        [LLBBridge.solve.path]: (call) => call.end(2, "it failed"),
        [LLBBridge.return.path]: never,
        [status.path]: never,
      },
    },
    ["build-failed", /it failed/],
    { within: 7_000 },
  ],
  [
    "a session that takes nothing, and Ctrl-C",
    { handlers: { ...all(never), [Control.session.path]: (call) => void call.stream.pause() } },
    ["canceled", /./],
    { abortAfter: 200 },
  ],
];

describe.each(Object.entries({ answers, silence }))("a daemon's %s", (_kind, rows) => testRows(rows));
