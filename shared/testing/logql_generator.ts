import { seededRandom } from "./promql_generator.ts";

const SELECTORS = [
  '{app="api"}',
  '{app=~"api|cart"}',
  '{namespace="shop", pod!="api-2"}',
  '{app="web"}',
  '{app="cart"}',
  '{app="job"}',
  '{namespace=~".+"}',
];
const LINE_FILTERS = [
  "",
  "",
  '|= "1"',
  '!= "GET"',
  '|~ "(?i)ERROR|warn"',
  '!~ "batch [0-9]+"',
  '|= "error" or "warn"',
  '!= "info" or "POST"',
  "|~ `\\d{3} done`",
  '|> "<_>batch<_>"',
  '|= ip("10.0.0.0/8")',
  '!= ip("192.168.1.0-192.168.1.99")',
];

/** A selector whose lines a parser reads, the parser, and what it finds. */
interface Format {
  readonly selector: string;
  readonly parser: string;
  readonly labels: readonly string[];
  readonly filters: readonly string[];
  readonly unwraps: readonly string[];
}

const FORMATS: readonly Format[] = [
  {
    selector: '{app="api"}',
    parser: "| json",
    labels: ["level", "method", "status", "request_id", "ok"],
    filters: [
      '| level="error"',
      "| status>=300",
      '| status=~"4.." or level!="info"',
      '| method="GET", status<400',
      '| request_remote_addr=ip("10.0.1.0/24")',
      "| took>200ms",
      "| size<=20KB",
      "| ratio==0.25",
      '| (level="warn" or level="error") and ok="true"',
      '| missing!="x"',
    ],
    unwraps: ["status", "ratio", "duration(took)", "bytes(size)", "duration_seconds(took)"],
  },
  {
    selector: '{app="api"}',
    parser: '| json code="status", id="request.id", tag="tags[0]"',
    labels: ["code", "id", "tag"],
    filters: ['| code="200"', "| code>250", '| id=~"r-[0-4]"'],
    unwraps: ["code"],
  },
  {
    selector: '{app="cart"}',
    parser: "| logfmt",
    labels: ["level", "level_extracted", "msg", "err"],
    filters: [
      '| level="warn"',
      "| duration>20ms",
      "| ts<100 or bytes>1000",
      '| err!=""',
      "| bytes<=1KB",
    ],
    unwraps: ["ts", "bytes(bytes)", "duration(duration)"],
  },
  {
    selector: '{app="web"}',
    parser: '| pattern "<ip> - - \\"<method> <path> <_>\\" <status> <size> <took>"',
    labels: ["method", "status", "path"],
    filters: ["| status>=400", '| method!~"P.*"', '| ip=ip("192.168.0.0/24")', "| size<1000"],
    unwraps: ["size", "took"],
  },
  {
    selector: '{app="job"}',
    parser: '| regexp "(?P<verb>\\\\w+) batch (?P<batch>\\\\d+)"',
    labels: ["verb"],
    filters: ["| batch>50", '| verb="write"'],
    unwraps: ["batch"],
  },
];
const FORMATTING = [
  "",
  "",
  '| line_format "{{.app}} {{.level | ToUpper}} {{ __line__ }}"',
  '| label_format where="{{.namespace}}/{{.pod}}"',
  "| label_format renamed=app",
  "| drop pod, msg",
  "| drop ts, took, size, duration, bytes",
  '| keep app, level, status="200"',
];
const COUNTS = ["count_over_time", "rate", "bytes_over_time", "bytes_rate"];
const UNWRAPPED = ["sum_over_time", "rate", "rate_counter"];
const GROUPED = [
  "avg_over_time",
  "min_over_time",
  "max_over_time",
  "stddev_over_time",
  "stdvar_over_time",
  "first_over_time",
  "last_over_time",
];
const RANGES = ["1m", "5m", "13m", "1h"];
const OFFSETS = ["", "", "", " offset 5m", " offset -2m"];
const AGGREGATIONS = ["sum", "avg", "min", "max", "count", "stddev", "stdvar"];

/** Writes valid LogQL over the fixture's streams, metric queries and log queries, the same for the same seed. */
export function generateLogql(count: number, seed: number): string[] {
  const random = seededRandom(seed);
  const chance = (share: number): boolean => random() < share;

  function pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(random() * items.length)] as Item;
  }

  function logs(): string {
    if (chance(0.4)) return `${pick(SELECTORS)} ${pick(LINE_FILTERS)} ${pick(LINE_FILTERS)}`;
    const { selector, parser, filters } = pick(FORMATS);
    return `${selector} ${pick(LINE_FILTERS)} ${parser} ${chance(0.7) ? pick(filters) : ""} ${
      pick(FORMATTING)
    }`;
  }

  function counted(): string {
    return `${pick(COUNTS)}(${logs()} [${pick(RANGES)}]${pick(OFFSETS)})`;
  }

  function unwrapped(): string {
    const { selector, parser, filters, unwraps, labels } = pick(FORMATS);
    const inner = `${selector} ${parser} ${chance(0.3) ? pick(filters) : ""} | unwrap ${
      pick(unwraps)
    } | __error__="" [${pick(RANGES)}]${pick(OFFSETS)}`;
    if (chance(0.3)) return `sum by (${pick(labels)}) (${pick(UNWRAPPED)}(${inner}))`;
    const grouping = pick(["by ()", `by (${pick(labels)})`, "by (pod, app)"]);
    if (chance(0.2)) {
      return `quantile_over_time(${pick(["0.5", "0.9", "0"])}, ${inner}) ${grouping}`;
    }
    return `${pick(GROUPED)}(${inner}) ${grouping}`;
  }

  function metric(depth: number): string {
    if (depth === 0) return chance(0.5) ? counted() : unwrapped();
    return pick(FORMS)(depth - 1);
  }

  const FORMS: readonly ((depth: number) => string)[] = [
    (depth) =>
      `${pick(AGGREGATIONS)} by (${pick(["app", "pod", "namespace, app", "level"])}) (${
        metric(depth)
      })`,
    (depth) => `${pick(AGGREGATIONS)} without (pod) (${metric(depth)})`,
    () => `sum(${counted()})`,
    () => `topk(2, sum by (pod) (${counted()}) + 0.001)`,
    (depth) =>
      `sum by (app) (${metric(depth)}) ${pick(["+", "-", "*", "/", "%", "^"])} ${
        pick(["2", "0", "0.5"])
      }`,
    (depth) =>
      `sum by (app) (${metric(depth)}) ${pick([">", "<=", "== bool", "!= bool"])} ${
        pick(["1", "10"])
      }`,
    () =>
      `sum by (app) (${counted()}) ${
        pick(["/", "-", "and", "or", "unless", "> bool"])
      } sum by (app) (${counted()})`,
    () => `sum by (app, pod) (${counted()}) * on (app) group_left () sum by (app) (${counted()})`,
    (depth) => `label_replace(sum by (pod) (${metric(depth)}), "short", "$1", "pod", "(.*)-.*")`,
    () => `sum(${counted()}) or vector(0)`,
    () => `absent_over_time({app="nothing", pod=~".+"} [${pick(RANGES)}])`,
  ];
  return Array.from(
    { length: count },
    (_, i) => i % 3 === 0 ? logs().replace(/\s+/g, " ").trim() : metric(Math.floor(random() * 3)),
  );
}
