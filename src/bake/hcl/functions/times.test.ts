import { describe, expect, it } from "vitest";
import { resultOf } from "../../../../test/support/hcl.js";

/** What docker-buildx makes of each. */
const results: readonly (readonly [expression: string, result: string])[] = [
  ['formatdate("YYYY-MM-DD\'T\'hh:mm:ssZ", "2020-01-02T03:04:05Z")', '"2020-01-02T03:04:05Z"'],
  ['formatdate("EEEE, DD-MMM-YY hh:mm:ss ZZZ", "2018-01-02T23:12:01Z")', '"Tuesday, 02-Jan-18 23:12:01 UTC"'],
  [
    'formatdate("EEE D M MMMM YYYY h H HH aa AA m s ZZZZ ZZZZZ Z", "2018-01-02T03:02:01-08:30")',
    '"Tue 2 1 January 2018 3 3 03 am AM 2 1 -0830 -08:30 -08:30"',
  ],
  ["formatdate(\"'it''s' YYYY''\", \"2018-01-02T23:12:01Z\")", "\"it's 2018'\""],
  ['timeadd("2020-01-01T00:00:00Z", "1h30m")', '"2020-01-01T01:30:00Z"'],
  ['timeadd("2020-01-01T00:00:00+02:00", "-24h")', '"2019-12-31T00:00:00+02:00"'],
  ['timeadd("2020-01-01T00:00:00.5Z", "1.5s")', '"2020-01-01T00:00:02Z"'],
  ['timeadd("2020-01-01T00:00:00Z", "1.5ms")', '"2020-01-01T00:00:00Z"'],
  [
    "unixtimestampparse(1690328596)",
    '{"day":25,"hour":23,"iso_week":30,"iso_year":2023,"minute":43,"month":7,"month_name":"July","rfc3339":"2023-07-25T23:43:16Z","second":16,"weekday":2,"weekday_name":"Tuesday","year":2023,"year_day":206}',
  ],
  [
    "unixtimestampparse(0)",
    '{"day":1,"hour":0,"iso_week":1,"iso_year":1970,"minute":0,"month":1,"month_name":"January","rfc3339":"1970-01-01T00:00:00Z","second":0,"weekday":4,"weekday_name":"Thursday","year":1970,"year_day":1}',
  ],
  [
    "unixtimestampparse(-1)",
    '{"day":31,"hour":23,"iso_week":1,"iso_year":1970,"minute":59,"month":12,"month_name":"December","rfc3339":"1969-12-31T23:59:59Z","second":59,"weekday":3,"weekday_name":"Wednesday","year":1969,"year_day":365}',
  ],
  [
    "unixtimestampparse(1609459199)",
    '{"day":31,"hour":23,"iso_week":53,"iso_year":2020,"minute":59,"month":12,"month_name":"December","rfc3339":"2020-12-31T23:59:59Z","second":59,"weekday":4,"weekday_name":"Thursday","year":2020,"year_day":366}',
  ],
  ['formattimestamp("X", 5)', '"5"'],
  ['formattimestamp("YYYY-MM-DD", "2020-01-02T03:04:05Z")', '"2020-01-02"'],
  ['timeadd("2024-02-28T23:59:59Z", "1s")', '"2024-02-29T00:00:00Z"'],
  ['timeadd("2024-02-28T23:59:59Z", "24h")', '"2024-02-29T23:59:59Z"'],
  ['timeadd("0001-01-01T00:00:00Z", "-1s")', '"0000-12-31T23:59:59Z"'],
  ['timeadd("2020-01-01T00:00:00Z", "1h1m1s1ms1us1ns")', '"2020-01-01T01:01:01Z"'],
  ['timeadd("2020-01-01T00:00:00-07:00", "0s")', '"2020-01-01T00:00:00-07:00"'],
  ['timeadd("2020-01-01T00:00:00Z", "-0.5s")', '"2019-12-31T23:59:59Z"'],
  ['timeadd("2020-01-01T00:00:00Z", ".5h")', '"2020-01-01T00:30:00Z"'],
  ['timeadd("2020-01-01T00:00:00Z", "1.h")', '"2020-01-01T01:00:00Z"'],
  ["formatdate(\"h 'o''clock'\", \"2020-01-01T13:00:00Z\")", '"13 o\'clock"'],
  ['formatdate("\'\'", "2020-01-01T13:00:00Z")', '"\'"'],
  ["formatdate(\"'a' 'b'\", \"2020-01-01T13:00:00Z\")", '"a b"'],
  ['formatdate("YYYY/MM/DD (é)", "2020-01-01T13:00:00Z")', '"2020/01/01 (é)"'],
  ['formatdate("Z ZZZ ZZZZ ZZZZZ", "2020-01-01T13:00:00+00:00")', '"Z UTC +0000 +00:00"'],
  ['formatdate("AA", "2020-01-01T00:00:00Z")', '"AM"'],
  ['formatdate("H", "2020-01-01T00:00:00Z")', '"12"'],
  ['formatdate("YY", "1999-12-31T23:59:59Z")', '"99"'],
  ['formatdate("YYYY", "2020-01-02T03:04:05.123Z")', '"2020"'],
];

/** What docker-buildx says of each. */
const errors: readonly (readonly [expression: string, result: string])[] = [
  [
    'formatdate("YYY", "2020-01-02T03:04:05Z")',
    'x.hcl:1,17-20: Invalid function argument; Invalid value for "format" parameter: invalid date format verb "YYY": year must either be "YY" or "YYYY".',
  ],
  [
    'formatdate("Q", "2020-01-02T03:04:05Z")',
    'x.hcl:1,17-18: Invalid function argument; Invalid value for "format" parameter: invalid date format verb "Q".',
  ],
  [
    'formatdate("\'x", "2020-01-02T03:04:05Z")',
    'x.hcl:1,17-19: Invalid function argument; Invalid value for "format" parameter: unterminated literal \'.',
  ],
  [
    'formatdate("YYYY", "2020-01-02")',
    "x.hcl:1,25-35: Invalid function argument; Invalid value for \"time\" parameter: not a valid RFC3339 timestamp: missing required time introducer 'T'.",
  ],
  [
    'formatdate("YYYY", "2020-13-02T03:04:05Z")',
    'x.hcl:1,25-45: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: cannot use "-02T03:04:05Z" as month.',
  ],
  [
    'formatdate("YYYY", "2020-01-02 03:04:05Z")',
    "x.hcl:1,25-45: Invalid function argument; Invalid value for \"time\" parameter: not a valid RFC3339 timestamp: missing required time introducer 'T'.",
  ],
  [
    'formatdate("YYYY", "20-01-02T03:04:05Z")',
    'x.hcl:1,25-43: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: cannot use "20-01-02T03:04:05Z" as year.',
  ],
  [
    'formatdate("YYYY", "2020-01-02T03:04:05")',
    'x.hcl:1,25-44: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: end of string before UTC offset.',
  ],
  [
    'formatdate("YYYY", "2020-01-02T3:04:05Z")',
    'x.hcl:1,25-44: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: hour must have exactly two digits.',
  ],
  [
    'formatdate("YYYY", "2020-01-02T25:04:05Z")',
    'x.hcl:1,25-45: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: hour must be between 0 and 23 inclusive.',
  ],
  [
    'formatdate("YYYY", "2020-02-30T05:04:05Z")',
    'x.hcl:1,25-45: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: day out of range.',
  ],
  [
    'formatdate("YYYY", "2020-01-02T03:04:05Zx")',
    'x.hcl:1,25-46: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: cannot use "x" as timestamp segment.',
  ],
  [
    'timeadd("2020-01-01T00:00:00Z", "1x")',
    'x.hcl:1,5-13: Error in function call; Call to function "timeadd" failed: time: unknown unit "x" in duration "1x".',
  ],
  [
    'timeadd("2020-01-01T00:00:00Z", "abc")',
    'x.hcl:1,5-13: Error in function call; Call to function "timeadd" failed: time: invalid duration "abc".',
  ],
  [
    'timeadd("2020-01-01T00:00:00Z", "5")',
    'x.hcl:1,5-13: Error in function call; Call to function "timeadd" failed: time: missing unit in duration "5".',
  ],
  [
    "unixtimestampparse(1.5)",
    'x.hcl:1,24-27: Invalid function argument; Invalid value for "unix_timestamp" parameter: unix timestamp must be an integer.',
  ],
  [
    'timestamp("x")',
    'x.hcl:1,16-17: Too many function arguments; Function "timestamp" expects only 0 argument(s).',
  ],
  [
    'timeadd("2020-01-01T00:00:00Z", "9999999h")',
    'x.hcl:1,5-13: Error in function call; Call to function "timeadd" failed: time: invalid duration "9999999h".',
  ],
  [
    'formatdate("YYYY", "2020-01-02T03:61:05Z")',
    'x.hcl:1,25-45: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: minute must have exactly two digits.',
  ],
  [
    'formatdate("YYYY", "2020-01-02T03:04:75Z")',
    'x.hcl:1,25-45: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: cannot use "Z" as second.',
  ],
  [
    'formatdate("YYYY", "2020-1-02T03:04:05Z")',
    'x.hcl:1,25-44: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: cannot use "1-02T03:04:05Z" as month.',
  ],
  [
    'formatdate("YYYY", "2020-01-02T03:04:05,5Z")',
    'x.hcl:1,25-47: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: cannot use "," as timestamp segment.',
  ],
  [
    'formatdate("YYYY", "2020-01-02T03:04:05+25:00")',
    'x.hcl:1,25-50: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: end of string before UTC offset.',
  ],
  [
    'formatdate("YYYY", "2020-01-02T03:04:05+7")',
    'x.hcl:1,25-46: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: cannot use "+7" as UTC offset.',
  ],
  [
    'formatdate("YYYY", "")',
    'x.hcl:1,26-26: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: end of string before year.',
  ],
  [
    'formatdate("YYYY", "2020")',
    'x.hcl:1,25-29: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: end of string where "-" is expected.',
  ],
  [
    'formatdate("YYYY", "2020-")',
    'x.hcl:1,25-30: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: end of string before month.',
  ],
  [
    'formatdate("YYYY", "2020-00-01T00:00:00Z")',
    'x.hcl:1,25-45: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: cannot use "-01T00:00:00Z" as month.',
  ],
  [
    'formatdate("YYYY", "2020-01-00T00:00:00Z")',
    'x.hcl:1,25-45: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: day out of range.',
  ],
  [
    'formatdate("YYYY", "2020-01-02T03-04:05Z")',
    'x.hcl:1,25-45: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: found "-04:05Z" where ":" is expected.',
  ],
  [
    'formatdate("YYYY", "2019-02-29T00:00:00Z")',
    'x.hcl:1,25-45: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: day out of range.',
  ],
];

describe("times", () => {
  it.each(results)("%s is %s", (expression, result) => {
    expect(resultOf(expression)).toBe(result);
  });
  it.each(errors)("%s fails", (expression, message) => {
    expect(resultOf(expression)).toBe(message);
  });
});
