import { expect, test } from "vitest";
import type { KubeAccess } from "../config/access.js";
import { chooseProxy } from "./choose-proxy.js";

function access(server: string, proxy?: string): KubeAccess {
  const none = { ca: undefined, insecure: false, serverName: undefined, namespace: "default", user: {} };
  return { ...none, server: new URL(server), proxy: proxy === undefined ? undefined : new URL(proxy) };
}

const far = "https://k.example.com:6443";

test.each<[string, string, Record<string, string>, string | undefined]>([
  ["none", far, {}, undefined],
  ["the environment's", far, { HTTPS_PROXY: "http://p:3128" }, "http://p:3128/"],
  ["one in lower case, without a scheme", far, { https_proxy: "p:3128" }, "http://p:3128/"],
  ["one for plain HTTP", "http://k.example.com", { HTTP_PROXY: "http://p" }, "http://p/"],
  ["the other scheme's does not count", far, { HTTP_PROXY: "http://p" }, undefined],
  ["this machine needs none", "https://127.0.0.1:1", { HTTPS_PROXY: "http://p" }, undefined],
  ["all are exempt", far, { HTTPS_PROXY: "http://p", NO_PROXY: "*" }, undefined],
  ["the name is exempt", far, { HTTPS_PROXY: "http://p", NO_PROXY: "a, k.example.com" }, undefined],
  ["its domain is exempt", far, { HTTPS_PROXY: "http://p", no_proxy: ".example.com" }, undefined],
  ["part of a name is not", far, { HTTPS_PROXY: "http://p", NO_PROXY: "ample.com" }, "http://p/"],
  ["another port is not", far, { HTTPS_PROXY: "http://p", NO_PROXY: "k.example.com:443" }, "http://p/"],
  [
    "a range of addresses",
    "https://10.1.2.3",
    { HTTPS_PROXY: "http://p", NO_PROXY: "10.0.0.0/8" },
    undefined,
  ],
  [
    "outside of the range",
    "https://11.1.2.3",
    { HTTPS_PROXY: "http://p", NO_PROXY: "10.0.0.0/8" },
    "http://p/",
  ],
])("%s", (_what, server, env, expected) => {
  expect(chooseProxy(access(server), env)?.href).toBe(expected);
});

test("the kubeconfig's goes before the environment", () => {
  const env = { HTTPS_PROXY: "http://p", NO_PROXY: "*" };
  expect(chooseProxy(access(far, "socks5://own:1080"), env)?.host).toBe("own:1080");
});
