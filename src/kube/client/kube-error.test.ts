import { expect, test } from "vitest";
import { answerError, statusMessage } from "./kube-error.js";

const deed = { verb: "create", resource: "pods", namespace: "ci", name: "p" } as const;
const status = (message: string) => JSON.stringify({ kind: "Status", status: "Failure", message });

test.each([
  [401, status("Unauthorized"), "auth-failed", /does not know who is asking: Unauthorized$/],
  [
    403,
    status(
      'pods "p" is forbidden: User "me" cannot create resource "pods" in API group "" in the namespace "ci"',
    ),
    "auth-failed",
    /^not allowed to create pods "p" in the namespace "ci": pods "p" is forbidden: User "me"/,
  ],
  [403, "", "auth-failed", /^not allowed to create pods "p" in the namespace "ci": HTTP 403$/],
  [403, status('pods "p" is forbidden: exceeded quota: few'), "cluster-error", /exceeded quota: few$/],
  [404, status('pods "p" not found'), "not-found", /^pods "p" not found$/],
  [409, status('pods "p" already exists'), "already-exists", /already exists$/],
  [
    500,
    "<html><body>Bad   gateway</body></html>",
    "cluster-error",
    /refused to create pods "p": Bad gateway$/,
  ],
  [422, status("spec.replicas: Invalid value"), "cluster-error", /Invalid value$/],
])("%d %s", (code, body, expected, message) => {
  const error = answerError(deed, "https://k", code, body);
  expect(error).toMatchObject({ code: expected, message: expect.stringMatching(message) });
  expect(error.details).toMatchObject({ verb: "create", resource: "pods", namespace: "ci", status: code });
});

test("a long answer that is no Status is cut", () => {
  expect(statusMessage("x".repeat(10_000))).toHaveLength(300);
  expect(statusMessage("{}")).toBeUndefined();
});
