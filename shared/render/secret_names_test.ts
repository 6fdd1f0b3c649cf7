import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { isNoSecret, isSecretName } from "./secret_names.ts";

const SECRETS =
  "password DB_PASSWORD pgpassword MYSQL_PWD userPass apiKey X-Api-Key api.key clientSecret " +
  "AWS_SECRET_ACCESS_KEY access_token refreshToken authorization Set-Cookie connectionString SENTRY_DSN " +
  "password2 secret_value tls.key private-key credentials";
const OTHERS =
  "name namespace key partitionKey tokens max_tokens total_tokens secretName secretKeyRef token_file " +
  "passwordPolicy compass monkey keyboard author authority signature log_signature dsname bypass connection";

describe("isSecretName", () => {
  for (const name of SECRETS.split(" ")) {
    it(`takes ${name} for a secret`, () => assertEquals(isSecretName(name), true));
  }

  for (const name of OTHERS.split(" ")) {
    it(`does not take ${name} for a secret`, () => assertEquals(isSecretName(name), false));
  }
});

describe("isNoSecret", () => {
  it("knows remarks, references, masks, pseudonyms and paths", () => {
    const values = [
      "",
      "expired",
      "Not",
      "unexpected",
      "401",
      "${DB_PASSWORD}",
      "$(TOKEN)",
      "<redacted>",
      "****",
    ];
    const known = [...values, "[REDACTED]", "‹secret-0a1b2c›", "/etc/tls/server.key"];
    assertEquals(known.filter((value) => !isNoSecret(value)), []);
  });

  it("takes anything else for a secret", () => {
    const secrets = ["hunter2", "letmein", "/tW9x+Q==", "‹secret-0a1b2c› and more", "12345"];
    assertEquals(secrets.filter(isNoSecret), []);
  });
});
