import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { LogTemplateMiner, rankTemplates } from "./log_template.ts";

function mine(...lines: string[]) {
  const miner = new LogTemplateMiner();
  lines.forEach((line, timeMs) => miner.add(line, timeMs));
  return rankTemplates(miner.templates());
}

function counts(...lines: string[]) {
  return mine(...lines).map(({ template, count }) => [count, template]);
}

describe("LogTemplateMiner", () => {
  it("folds lines that differ in numbers, times and identifiers", () => {
    assertEquals(
      counts(
        "2026-11-01T10:00:00Z INFO order 17 placed by 10.0.0.1 in 35ms",
        "2026-11-01T10:00:01Z INFO order 18 placed by 10.0.0.2 in 1.2s",
      ),
      [[2, "<time> INFO order <n> placed by <ip> in <n>"]],
    );
  });

  it("masks the value of a pair and keeps its key", () => {
    assertEquals(counts('took=35ms id="a1b2" user=ann'), [[1, 'took=<n> id="<*>" user=ann']]);
  });

  it("opens no more than 100 branches for a first word that varies", () => {
    const letter = (digit: number) => String.fromCharCode(97 + digit % 26);
    const lines = Array.from(
      { length: 150 },
      (_, at) => `${letter(at)}${letter(at / 26)} went home`,
    );
    const found = counts(...lines);
    assertEquals(found.length, 101);
    assertEquals(found[0], [50, "<*> went home"]);
  });

  it("replaces a word that differs between similar lines", () => {
    assertEquals(counts("user ann logged in", "user bob logged in", "user carl logged in"), [
      [3, "user <*> logged in"],
    ]);
  });

  it("keeps the key of a pair whose value differs", () => {
    assertEquals(counts("login failed user=ann now", "login failed user=bob now"), [
      [2, "login failed user=<*> now"],
    ]);
  });

  it("replaces only the segments of a path that differ", () => {
    assertEquals(counts("read /data/a/index now", "read /data/b/index now"), [
      [2, "read /data/<*>/index now"],
    ]);
  });

  it("keeps status, method and level apart", () => {
    assertEquals(
      counts(
        '10.0.0.1 - "GET /cart HTTP/1.1" 200 12',
        '10.0.0.1 - "GET /cart HTTP/1.1" 204 13',
        '10.0.0.2 - "GET /cart HTTP/1.1" 500 14',
        '10.0.0.3 - "POST /cart HTTP/1.1" 200 15',
      ),
      [
        [2, '<ip> - "GET /cart HTTP/1.1" 2xx <n>'],
        [1, '<ip> - "POST /cart HTTP/1.1" 2xx <n>'],
        [1, '<ip> - "GET /cart HTTP/1.1" 500 <n>'],
      ],
    );
  });

  it("keeps exit codes, errno, exception classes and words of failure apart", () => {
    const lines = [
      "container cart exited with code 1",
      "container cart exited with code 137",
      "connect db: ECONNREFUSED after 3 tries",
      "connect db: ETIMEDOUT after 3 tries",
      "job died of java.io.IOException: now",
      "job died of java.net.ConnectException: now",
      "connection to db refused by peer",
      "connection to db reset by peer",
    ];
    assertEquals(mine(...lines).length, lines.length);
  });

  it("reads JSON before it looks for templates", () => {
    assertEquals(
      counts(
        '{"level":"error","msg":"order 1 failed","status":503,"trace_id":"aa"}',
        '{"trace_id":"bb","status":503,"msg":"order 2 failed","level":"error"}',
      ),
      [[2, "level=error order <n> failed status=503"]],
    );
  });

  it("gives the newest line as the sample, whatever the order of arrival", () => {
    const miner = new LogTemplateMiner();
    miner.add("order 2 placed", 2_000);
    miner.add("order 1 placed", 1_000);
    assertEquals(miner.templates(), [{
      template: "order <n> placed",
      count: 2,
      firstMs: 1_000,
      lastMs: 2_000,
      sample: "order 2 placed",
    }]);
  });

  it("gives the same templates for the same lines", () => {
    const lines = Array.from(
      { length: 500 },
      (_, at) => `step ${at % 7} of task-${at} by w${at % 3} ok`,
    );
    assertEquals(mine(...lines), mine(...lines));
  });

  it("stops making templates at 2,000 and counts what found no place", () => {
    const miner = new LogTemplateMiner();
    const letter = (digit: number) => String.fromCharCode(65 + digit % 26);
    for (let at = 0; at < 2_010; at++) {
      miner.add(`failed with E${letter(at)}${letter(at / 26)}${letter(at / 676)}`, at);
    }
    assertEquals([miner.templates().length, miner.unplaced], [2_000, 10]);
    assertEquals(miner.add("failed with EAAA", 0), 0);
  });

  it("takes a very long word for a blob", () => {
    assertEquals(counts(`payload ${"a".repeat(5_000)} rejected`), [[1, "payload <*> rejected"]]);
  });
});

describe("rankTemplates", () => {
  const template = (text: string, count: number, lastMs: number) => ({
    template: text,
    count,
    firstMs: 0,
    lastMs,
    sample: text,
  });

  it("puts the most frequent first, then the newest, then by text", () => {
    const given = [
      template("d", 1, 1),
      template("c", 1, 1),
      template("b", 1, 9),
      template("a", 5, 0),
    ];
    assertEquals(rankTemplates(given).map(({ template }) => template), ["a", "b", "c", "d"]);
  });
});
