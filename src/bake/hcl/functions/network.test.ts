import { describe, expect, it } from "vitest";
import { resultOf } from "../../../../test/support/hcl.js";

/** What docker-buildx makes of each. */
const results: readonly (readonly [expression: string, result: string])[] = [
  ['cidrhost("10.12.127.0/20", 16)', '"10.12.112.16"'],
  ['cidrhost("10.12.127.0/20", -1)', '"10.12.127.255"'],
  ['cidrhost("fd00:fd12:3456:7890:00a2::/72", 34)', '"fd00:fd12:3456:7890::22"'],
  ['cidrnetmask("172.16.0.0/12")', '"255.240.0.0"'],
  ['cidrnetmask("2001:db8::/32")', '"ffff:ffff::"'],
  ['cidrsubnet("172.16.0.0/12", 4, 2)', '"172.18.0.0/16"'],
  ['cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162)', '"fd00:fd12:3456:7800:a200::/72"'],
  ['cidrsubnets("10.1.0.0/16", 4, 4, 8, 4)', '["10.1.0.0/20","10.1.16.0/20","10.1.32.0/24","10.1.48.0/20"]'],
  [
    'cidrsubnets("fd00:fd12:3456:7890::/56", 16, 16, 16, 32)',
    '["fd00:fd12:3456:7800::/72","fd00:fd12:3456:7800:100::/72","fd00:fd12:3456:7800:200::/72","fd00:fd12:3456:7800:300::/88"]',
  ],
  ['cidrhost("10.0.0.0/8", 5000000)', '"10.76.75.64"'],
  ['cidrhost("10.0.0.1/32", 0)', '"10.0.0.1"'],
  ['cidrhost("::/0", 1)', '"::1"'],
  ['cidrhost("2001:db8::/64", -1)', '"2001:db8::ffff:ffff:ffff:ffff"'],
  ['cidrsubnet("10.0.0.0/8", 0, 0)', '"10.0.0.0/8"'],
  ['cidrsubnet("2001:db8::/32", 32, 4294967295)', '"2001:db8:ffff:ffff::/64"'],
  ['cidrsubnets("10.0.0.0/8", 8, 4, 2)', '["10.0.0.0/16","10.16.0.0/12","10.64.0.0/10"]'],
  ['cidrsubnets("10.0.0.0/8")', "[]"],
  ['cidrnetmask("0.0.0.0/0")', '"0.0.0.0"'],
];

/** What docker-buildx says of each. */
const errors: readonly (readonly [expression: string, result: string])[] = [
  [
    'cidrhost("10.0.0.0/33", 1)',
    'x.hcl:1,5-14: Error in function call; Call to function "cidrhost" failed: invalid CIDR expression: invalid CIDR address: 10.0.0.0/33.',
  ],
  [
    'cidrhost("10.0.0.0/30", 9)',
    'x.hcl:1,5-14: Error in function call; Call to function "cidrhost" failed: prefix of 30 does not accommodate a host numbered 9.',
  ],
  [
    'cidrsubnet("10.0.0.0/8", 33, 1)',
    'x.hcl:1,5-16: Error in function call; Call to function "cidrsubnet" failed: may not extend prefix by more than 32 bits.',
  ],
  [
    'cidrsubnet("10.0.0.0/30", 4, 1)',
    'x.hcl:1,5-16: Error in function call; Call to function "cidrsubnet" failed: insufficient address space to extend prefix of 30 by 4.',
  ],
  [
    'cidrsubnet("10.0.0.0/8", 2, 9)',
    'x.hcl:1,5-16: Error in function call; Call to function "cidrsubnet" failed: prefix extension of 2 does not accommodate a subnet numbered 9.',
  ],
  [
    'cidrsubnets("10.0.0.0/30", 1, 1, 1)',
    'x.hcl:1,38-39: Invalid function argument; Invalid value for "newbits" parameter: not enough remaining address space for a subnet with a prefix of 31 bits after 10.0.0.2/31.',
  ],
  [
    'cidrsubnets("10.0.0.0/8", 0)',
    'x.hcl:1,31-32: Invalid function argument; Invalid value for "newbits" parameter: must extend prefix by at least one bit.',
  ],
  [
    'cidrsubnets("10.0.0.0/30", 8)',
    'x.hcl:1,32-33: Invalid function argument; Invalid value for "newbits" parameter: would extend prefix to 38 bits, which is too long for an IPv4 address.',
  ],
  [
    'cidrsubnets("10.0.0.0/8", 33)',
    'x.hcl:1,31-33: Invalid function argument; Invalid value for "newbits" parameter: may not extend prefix by more than 32 bits.',
  ],
  [
    'cidrsubnets("x", 1)',
    'x.hcl:1,18-19: Invalid function argument; Invalid value for "prefix" parameter: invalid CIDR expression: invalid CIDR address: x.',
  ],
  [
    'cidrnetmask("10.0.0.0")',
    'x.hcl:1,5-17: Error in function call; Call to function "cidrnetmask" failed: invalid CIDR expression: invalid CIDR address: 10.0.0.0.',
  ],
  [
    'cidrhost("010.0.0.0/8", 1)',
    'x.hcl:1,5-14: Error in function call; Call to function "cidrhost" failed: invalid CIDR expression: invalid CIDR address: 010.0.0.0/8.',
  ],
  [
    'cidrhost("10.0.0/8", 1)',
    'x.hcl:1,5-14: Error in function call; Call to function "cidrhost" failed: invalid CIDR expression: invalid CIDR address: 10.0.0/8.',
  ],
];

describe("network", () => {
  it.each(results)("%s is %s", (expression, result) => {
    expect(resultOf(expression)).toBe(result);
  });
  it.each(errors)("%s fails", (expression, message) => {
    expect(resultOf(expression)).toBe(message);
  });
});
