/** What the shop's services log. Each has a format of its own. */

import type { LogSource } from "./lab_log_lines.ts";
import { ONSET } from "./lab_shop.ts";

/** The text by which the error that is new since payments ran out of memory is known. */
export const NEW_ERROR = "payment authorisation failed";

/** The last line of the previous container of payments. */
export const OUT_OF_MEMORY_LINE = "java.lang.OutOfMemoryError: Java heap space";

const PATH = "{/|/products|/products/42|/basket|/checkout|/search|/static/app.js}";

export const SHOP_LOGS: readonly LogSource[] = [
  {
    app: "edge",
    weight: 22,
    templates: [
      { weight: 97, text: access(PATH, 200) },
      { weight: 2, text: access(PATH, 404) },
      { weight: 6, from: ONSET.paymentsOutOfMemory, text: access("/checkout", 503) },
    ],
  },
  {
    app: "web",
    weight: 20,
    templates: [
      {
        weight: 98,
        text: json(
          "info",
          "request handled",
          `"method":"GET","path":"${PATH}","status":200,"duration_ms":{3-180},"trace_id":"{hex:32}"`,
        ),
      },
      { weight: 1, text: json("warn", "slow template render", `"duration_ms":{400-2000}`) },
    ],
  },
  {
    app: "checkout",
    weight: 12,
    templates: [
      {
        weight: 80,
        text: `level=info msg="order placed" order={100000-999999} items={1-9} ` +
          `duration={30-220}ms trace_id={hex:16}`,
      },
      { weight: 1, text: `level=warn msg="slow call" target=orders duration={600-2900}ms` },
      {
        weight: 12,
        from: ONSET.cartSelector,
        text: `level=warn msg="cart unavailable, using the basket of the session" ` +
          `err="dial tcp 10.96.31.7:8080: connect: connection refused" session={hex:12}`,
      },
      {
        weight: 26,
        from: ONSET.paymentsOutOfMemory,
        text: `level=error msg="${NEW_ERROR}" order={100000-999999} ` +
          `err="dial tcp 10.96.88.14:8080: connect: connection refused" attempt={1-3}`,
      },
    ],
  },
  {
    app: "cart",
    weight: 5,
    templates: [
      {
        weight: 95,
        until: ONSET.cartSelector,
        text: `level=info msg="basket read" session={hex:12} items={0-9}`,
      },
      { weight: 5, text: `level=debug msg="health check" path=/healthz status=200` },
    ],
  },
  {
    app: "catalog",
    weight: 10,
    templates: [
      {
        weight: 96,
        text: json(
          "info",
          "products listed",
          `"category":"{garden|kitchen|books|toys}","count":{1-60},"duration_ms":{20-700}`,
        ),
      },
      { weight: 4, text: json("warn", "thread pool saturated", `"queued":{5-90},"limit":100`) },
    ],
  },
  {
    app: "payments",
    weight: 4,
    templates: [
      {
        weight: 90,
        text: `{time}  INFO 1 --- [exec-{1-20}] c.e.payments.Authorisations : ` +
          `authorised payment {hex:8} of {5-400}.{10-99} EUR`,
      },
      {
        weight: 3,
        from: -2 * 3600,
        text: `{time}  WARN 1 --- [gc-watch] c.e.payments.Memory : ` +
          `heap {225-250} MiB of 256 MiB after full collection`,
      },
      {
        weight: 4,
        from: ONSET.paymentsOutOfMemory,
        text: [
          "{time} ERROR 1 --- [exec-{1-20}] c.e.payments.Settlement : cannot hold batch {hex:8}",
          OUT_OF_MEMORY_LINE,
          "\tat java.base/java.util.Arrays.copyOf(Arrays.java:3537)",
          "\tat com.example.payments.Ledger.append(Ledger.java:118)",
          "\tat com.example.payments.Settlement.settle(Settlement.java:64)",
          "\tat com.example.payments.Main.main(Main.java:21)",
        ].join("\n"),
      },
    ],
  },
  {
    app: "orders",
    weight: 6,
    templates: [
      { weight: 97, text: json("info", "order stored", `"order":{100000-999999},"rows":{1-9}`) },
      { weight: 3, text: json("warn", "slow query", `"table":"orders","duration_ms":{500-3000}`) },
    ],
  },
  {
    app: "search",
    weight: 6,
    templates: [
      {
        weight: 99,
        text: `I{klog-time} 1 query.go:{88|117}] "Query answered" hits={0-900} took="{2-90}ms"`,
      },
      { weight: 1, text: `W{klog-time} 1 index.go:42] "Segment merge is behind" segments=31` },
    ],
  },
  {
    app: "orders-db",
    weight: 3,
    templates: [
      { weight: 9, text: `{sql-time} [{40-99}] LOG:  checkpoint complete: wrote {20-900} buffers` },
      { weight: 1, text: `{sql-time} [{100-999}] ERROR:  deadlock detected` },
    ],
  },
  {
    app: "cache",
    weight: 1,
    templates: [{ weight: 1, text: `1:M * {10-900} changes in 60 seconds. Saving...` }],
  },
];

/** A line of an access log: the combined format with the request's time in milliseconds. */
function access(path: string, status: number): string {
  return `{ip} - - [{access-time}] "GET ${path} HTTP/1.1" ${status} {120-9000} "-" "Mozilla/5.0" {1-400}`;
}

function json(level: string, message: string, fields: string): string {
  return `{"time":"{time}","level":"${level}","msg":"${message}",${fields}}`;
}
