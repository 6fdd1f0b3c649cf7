import { describe, it } from "@std/testing/bdd";
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { createRedactor } from "./redact.ts";

const redactor = createRedactor({ key: "test" });

// Assembled here so that no scanner takes a test for a leak.
const JWT = ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiJjYW5hcnkifQ", "c2lnbmF0dXJlLWNhbmFyeQ"].join(".");
const PEM = "-----BEGIN RSA PRIVATE" + " KEY-----\nMIIEcanary0-9\n-----END RSA PRIVATE KEY-----";
const CANARY = "Canary7xQ2";

/** What is written, what must go, and the kind it becomes. */
const SECRETS: readonly (readonly [text: string, secret: string, kind: string])[] = [
  [`token ${JWT} accepted`, JWT, "jwt"],
  [`GET /?redirect=%2Fx%20${JWT}`, JWT, "jwt"],
  [`loaded ${PEM}`, "MIIEcanary0-9", "private-key"],
  [`key AKIA${"CANARY7".padEnd(16, "X")}`, "AKIACANARY7", "aws-key"],
  [`AIza${"canary".padEnd(35, "x")}`, "AIzacanary", "gcp-key"],
  [`abc8Q~${"canary".padEnd(34, "x")}`, "8Q~canary", "azure-secret"],
  [`ghp_${"canary".padEnd(36, "0")}`, "ghp_canary", "github-token"],
  [`github_pat_${"canary".padEnd(40, "0")}`, "github_pat_canary", "github-token"],
  ["xox" + "b-1234567890-canary", "1234567890-canary", "slack-token"],
  ["https://hooks.slack.com/services/T000/B000/canarycanary", "canarycanary", "slack-hook"],
  ["sk-" + "ant-api03-canarycanarycanary", "canarycanary", "ai-key"],
  ["using sk-" + "proj-canarycanarycanary now", "canarycanary", "ai-key"],
  [`postgres://app:${CANARY}@db:5432/shop`, CANARY, "url-password"],
  [`redis://:p@${CANARY}@cache:6379`, CANARY, "url-password"],
  [`app:${CANARY}@tcp(db:3306)/shop`, CANARY, "url-password"],
  [`https://0123456789abcdef${CANARY}@sentry.example.org/4`, CANARY, "url-key"],
  [`Authorization: Bearer ${CANARY}.x`, CANARY, "credential"],
  [`curl -H 'authorization: basic Y2FuYXJ5OmNhbmFyeQ=='`, "Y2FuYXJ5OmNhbmFyeQ", "credential"],
  [`https://x.blob.core.windows.net/a?sv=1&sig=${CANARY}%3D`, CANARY, "signature"],
  [`level=info password=${CANARY} user=app`, CANARY, "secret"],
  [`{"user":"app","password":"${CANARY}, with \\"quotes\\""}`, CANARY, "secret"],
  [`msg="{\\"api_key\\": \\"${CANARY}\\"}"`, CANARY, "secret"],
  [`db:\n  password: ${CANARY}\n  host: db`, CANARY, "secret"],
  [`pass\u200bword=${CANARY}`, CANARY, "secret"],
  [`key AKIA\u2060${"CANARY7".padEnd(16, "X")}`, "CANARY7", "aws-key"],
  [`GET /login?user=app&access_token=${CANARY}&x=1`, CANARY, "secret"],
  [`Server=db;User Id=app;Password=${CANARY};Encrypt=true`, CANARY, "secret"],
  [`AccountName=shop;AccountKey=${CANARY}==;EndpointSuffix=x`, CANARY, "secret"],
  [`export AWS_SECRET_ACCESS_KEY=${CANARY}`, CANARY, "secret"],
  [`mysql --user app --password ${CANARY} --host db`, CANARY, "secret"],
  [`User{name=app, clientSecret='${CANARY}', id=3}`, CANARY, "secret"],
  [`X-Api-Key: ${CANARY}`, CANARY, "secret"],
  [`Api Key: ${CANARY}`, CANARY, "secret"],
  [`Cookie: theme=dark; session=${CANARY}`, CANARY, "secret"],
  [`PGPASSWORD="${CANARY}" pg_dump`, CANARY, "secret"],
  [`password = (${CANARY}`, CANARY, "secret"],
];

const KEPT: readonly string[] = [
  "Back-off restarting failed container server in pod checkout-6d5f7c9b8-x2x4z",
  "dial tcp 10.42.3.17:8080: connect: connection refused",
  'MountVolume.SetUp failed for volume "tls": secret "checkout-tls" not found',
  "invalid token: expired",
  "password: incorrect",
  "max_tokens=1500 tokens: 12 total_tokens=3",
  "secretName: checkout-tls",
  'kube_secret_info{namespace="shop",secret="db-credentials"}',
  "--token-file=/var/run/secrets/kubernetes.io/serviceaccount/token",
  "token: /var/run/secrets/kubernetes.io/serviceaccount/token",
  "password: ${DB_PASSWORD}",
  "password=****",
  "image registry.example.org/shop/cart@sha256:" + "0123456789abcdef".repeat(4),
  "https://app@registry.example.org:5000/v2/",
  "http://10.0.0.1:9090/api/v1/query?query=sum(rate(x[5m]))",
  "basic authentication failed for bearer of news",
  "uid 6f9619ff-8b86-d011-b42d-00c04fc964ff",
  "compass=north keyboard: qwertz monkey=banana",
];

describe("redact", () => {
  for (const [text, secret, kind] of SECRETS) {
    it(`hides the ${kind} in ${JSON.stringify(text.slice(0, 40))}`, () => {
      const redacted = redactor.text(text);
      assert(!redacted.includes(secret), redacted);
      assertMatch(redacted, new RegExp(`‹${kind}-[0-9a-f]{6}›`));
    });
  }

  for (const text of KEPT) {
    it(`keeps ${JSON.stringify(text.slice(0, 60))}`, () => {
      assertEquals(redactor.text(text), text);
    });
  }

  it("keeps what stands around a secret", () => {
    assertEquals(
      redactor.text("level=info password=hunter2 user=app").replace(/[0-9a-f]{6}/, "#"),
      "level=info password=‹secret-#› user=app",
    );
  });

  it("gives one secret one pseudonym in every place, and another under another key", () => {
    const inText = redactor.text("password=hunter2").split("=")[1];
    assertEquals(redactor.value({ password: "hunter2" }), { password: inText });
    assertNotEquals(createRedactor({ key: "other" }).value({ password: "hunter2" }), {
      password: inText,
    });
  });

  it("changes nothing when it is applied again", () => {
    for (const [text] of SECRETS) {
      const once = redactor.text(text);
      assertEquals(redactor.text(once), once);
    }
  });

  it("hides addresses and card numbers only when asked", () => {
    const text = "order of ann@example.org paid with 4111 1111 1111 1111, id 4111 1111 1111 1112";
    assertEquals(redactor.text(text), text);
    assertEquals(
      createRedactor({ key: "test", email: true, cards: true }).text(text).replaceAll(
        /-[0-9a-f]{6}/g,
        "",
      ),
      "order of ‹email› paid with ‹card›, id 4111 1111 1111 1112",
    );
  });

  it("walks a JSON value: keys by name, pairs, arguments, strings", () => {
    const masked = redactor.value({
      env: [{ name: "DB_PASSWORD", value: CANARY }, { name: "PORT", value: "8080" }],
      args: ["--token", CANARY, "--port", "8080"],
      labels: { app: "cart", "api-key": CANARY },
      nested: [{ clientSecret: [CANARY] }],
      line: `password=${CANARY}`,
      secret: "db-credentials",
      tokens: 12,
      count: 3,
      ready: true,
      nothing: null,
    });
    const hidden = redactor.text(`password=${CANARY}`).slice("password=".length);
    assertEquals(masked, {
      env: [{ name: "DB_PASSWORD", value: hidden }, { name: "PORT", value: "8080" }],
      args: ["--token", hidden, "--port", "8080"],
      labels: { app: "cart", "api-key": hidden },
      nested: [{ clientSecret: [hidden] }],
      line: `password=${hidden}`,
      secret: "db-credentials",
      tokens: 12,
      count: 3,
      ready: true,
      nothing: null,
    });
  });

  it("gives a secret the pseudonym it has without what nobody sees in it", () => {
    const plain = redactor.text(`token=${CANARY}`);
    assertEquals(redactor.text(`token=\x1b[31m${CANARY}\x1b[0m`), plain);
    assertEquals(redactor.text(`tok\u200den=${CANARY}\u202e`), plain);
    const pair = (value: string, name = "token") => redactor.value({ name, value });
    assertEquals(pair(`${CANARY}\ufeff`), pair(CANARY));
    assertEquals(redactor.value({ "pass\u200bword": CANARY }), {
      password: `${plain.slice("token=".length)}`,
    });
  });

  it("takes away what nobody sees, and leaves lines and tabs", () => {
    assertEquals(redactor.value(["a\u200b\x1b[1mb\r\nc\td\x00"]), ["ab\nc\td"]);
  });

  it("hides a key whose lines are separate log entries", () => {
    const line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
    assertMatch(redactor.text(`2026-11-01T10:00:00Z ${line}`), /Z ‹key-material-[0-9a-f]{6}›$/);
  });

  it("comes back from a million characters of any text", () => {
    const size = 1_000_000;
    const pieces = [
      "eyJ",
      "eyJa.",
      "-----BEGIN PRIVATE" + " KEY-----",
      "://",
      "://a:",
      "a:",
      "a:b@",
      "@",
      'password="',
      "token",
      "token=",
      "--token ",
      "bearer ",
      '\\"password\\":',
      "{secret=",
      "AKIA",
      "4111 ",
      "a.",
      "a ",
      "-a",
      "Cookie: ",
      "'",
      "key ",
      "api key api ",
    ];
    const strict = createRedactor({ key: "test", email: true, cards: true });
    // A quadratic expression would not come back from a million characters.
    for (const piece of pieces) {
      const redacted = strict.text(`${piece.repeat(size / piece.length)} password=${CANARY}`);
      assert(!redacted.includes(CANARY), piece);
    }
  });
});
