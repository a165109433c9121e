import { expect, test } from "vitest";
import { parseRemoteOptions } from "./options.js";

test.each([
  [{}, { tls: undefined, defaultLoad: false }],
  [{ "default-load": "1" }, { tls: undefined, defaultLoad: true }],
  [
    { cacert: "/ca.pem" },
    { tls: { cacert: "/ca.pem", client: undefined, servername: undefined }, defaultLoad: false },
  ],
  [
    { cacert: "/ca.pem", cert: "/c.pem", key: "/k.pem", servername: "bk.example", "default-load": "F" },
    {
      tls: { cacert: "/ca.pem", client: { cert: "/c.pem", key: "/k.pem" }, servername: "bk.example" },
      defaultLoad: false,
    },
  ],
])("%j is read", (options, expected) => {
  expect(parseRemoteOptions(options)).toEqual(expected);
});

test.each([
  [{ cert: "/x" }, "tls enabled, but missing keys cacert, key"],
  [{ key: "/x" }, "tls enabled, but missing keys cacert, cert"],
  [{ servername: "x" }, "tls enabled, but missing keys cacert"],
  [{ cacert: "/x", cert: "/x" }, "tls enabled, but missing keys key"],
  [{ cacert: "/x", key: "/x" }, "tls enabled, but missing keys cert"],
  [{ cacert: "ca.pem" }, "non-absolute path 'ca.pem' provided for cacert"],
  [{ cert: "c.pem" }, "non-absolute path 'c.pem' provided for cert"],
  [{ key: "" }, "non-absolute path '' provided for key"],
  [{ "default-load": "maybe" }, 'strconv.ParseBool: parsing "maybe": invalid syntax'],
  [{ image: "x" }, "invalid driver option image for remote driver"],
])("%j is refused", (options, message) => {
  expect(() => parseRemoteOptions(options)).toThrow(
    expect.objectContaining({ code: "invalid-argument", message }),
  );
});
