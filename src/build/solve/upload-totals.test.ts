import { expect, test } from "vitest";
import type { SolveStatus, VertexStatus } from "../../progress/model/status.js";
import { UploadTotals } from "./upload-totals.js";

test("what is expected of an upload joins the daemon's status of it, and of nothing else", () => {
  const seen: SolveStatus[] = [];
  const totals = new UploadTotals();
  const sink = totals.addTo({ update: (status) => seen.push(status) });
  const status = (id: string, total = 0): VertexStatus => ({
    id,
    vertex: "a",
    name: "",
    current: 1,
    total,
    timestamp: 0n,
  });
  totals.note("context", 100);
  totals.note("context", 200);
  const logs = { logs: [] };
  sink.update(logs);
  sink.update({
    statuses: [
      status("transferring context:"),
      status("transferring dockerfile:"),
      status("transferring context:", 7),
    ],
  });
  expect(seen[0]).toBe(logs);
  expect(seen[1]?.statuses?.map(({ expected }) => expected)).toEqual([200, undefined, undefined]);
});
