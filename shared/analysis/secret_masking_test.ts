import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { isSecretName, maskSecrets } from "./secret_masking.ts";

describe("isSecretName", () => {
  const cases: readonly [string, boolean][] = [
    ["DB_PASSWORD", true],
    ["dbPassword", true],
    ["API_KEY", true],
    ["AWS_SECRET_ACCESS_KEY", true],
    ["GITHUB_TOKEN", true],
    ["DATABASE_DSN", true],
    ["BASIC_AUTH", true],
    ["clientSecret", true],
    ["AUTHOR", false],
    ["secretName", false],
    ["secretKeyRef", false],
    ["TOKEN_FILE", false],
    ["PASSWORD_PATH", false],
    ["OAUTH_TOKEN_URL", false],
    ["authType", false],
    ["MONKEY", false],
    ["PORT", false],
  ];
  for (const [name, expected] of cases) {
    it(`${expected ? "suspects" : "trusts"} ${name}`, () => {
      assertEquals(isSecretName(name), expected);
    });
  }
});

describe("maskSecrets", () => {
  it("masks variables by name and keeps where they come from", () => {
    const env = [
      { name: "DB_PASSWORD", value: "hunter2" },
      { name: "DB_HOST", value: "orders-db" },
      { name: "API_TOKEN", valueFrom: { secretKeyRef: { name: "api", key: "token" } } },
    ];
    assertEquals(maskSecrets({ spec: { containers: [{ env }] } }), {
      spec: {
        containers: [{
          env: [
            { name: "DB_PASSWORD", value: "<masked>" },
            { name: "DB_HOST", value: "orders-db" },
            { name: "API_TOKEN", valueFrom: { secretKeyRef: { name: "api", key: "token" } } },
          ],
        }],
      },
    });
  });

  it("masks fields and data by key, and nothing that is not text", () => {
    const object = {
      data: { password: "hunter2", "app.conf": "a=b" },
      spec: { automountServiceAccountToken: true, secretName: "tls", token: "", tokenSeconds: 5 },
    };
    assertEquals(maskSecrets(object), {
      data: { password: "<masked>", "app.conf": "a=b" },
      spec: { automountServiceAccountToken: true, secretName: "tls", token: "", tokenSeconds: 5 },
    });
  });

  it("masks arguments, joined to their flag or after it", () => {
    const args = [
      "--db-password=hunter2",
      "--token",
      "abc",
      "--port=80",
      "--token-file",
      "/etc/x",
      "--secret",
      "-v",
    ];
    assertEquals(maskSecrets({ args }), {
      args: [
        "--db-password=<masked>",
        "--token",
        "<masked>",
        "--port=80",
        "--token-file",
        "/etc/x",
        "--secret",
        "-v",
      ],
    });
  });
});
