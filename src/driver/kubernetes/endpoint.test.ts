import { expect, test } from "vitest";
import { kubeconfigOf, newEndpoint } from "./endpoint.js";

const request = { given: undefined, env: {}, docker: undefined, builder: "mine", node: undefined };

test("an endpoint keeps the kubeconfig and the node's name", () => {
  const env = { KUBECONFIG: "/home/me/kube config" };
  const { endpoint, given } = newEndpoint({ ...request, env, node: "n1" });
  expect(endpoint).toBe("kubernetes:///mine?deployment=n1&kubeconfig=%2Fhome%2Fme%2Fkube+config");
  expect(given).toBe(false);
  expect(kubeconfigOf(endpoint)).toBe("/home/me/kube config");
});

test("nodes without a name are told apart", () => {
  const [one, other] = [newEndpoint(request).endpoint, newEndpoint(request).endpoint];
  expect(one).not.toBe(other);
  expect(one).toMatch(
    /^kubernetes:\/\/\/mine\?deployment=buildkit-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9a-f]{5}&kubeconfig=$/,
  );
  expect(kubeconfigOf(one)).toBeUndefined();
});

test("no endpoint can be given", () => {
  expect(() => newEndpoint({ ...request, given: "tcp://x" })).toThrow(
    'kubernetes driver does not support endpoint args "tcp://x"',
  );
});

test.each(["default", "", "tcp://x", "kubernetes://[", "kubernetes:///b"])(
  "%j keeps no kubeconfig",
  (endpoint) => {
    expect(kubeconfigOf(endpoint)).toBeUndefined();
  },
);
