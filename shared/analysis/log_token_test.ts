import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { maskToken } from "./log_token.ts";

const MASKED: readonly (readonly [token: string, masked: string])[] = [
  ["connection", "connection"],
  ["42", "<n>"],
  ["-1,234.5", "<n>"],
  ["35ms", "<n>"],
  ["1m3.5s", "<n>"],
  ["97%", "<n>"],
  ["2026-11-01T10:28:03.123Z", "<time>"],
  ["[2026-11-01", "[<time>"],
  ["10:28:03,123", "<time>"],
  ["[01/Nov/2026:10:28:03", "[<time>"],
  ["10.1.2.3", "<ip>"],
  ["10.1.2.3:8080,", "<ip>,"],
  ["10.0.0.0/8", "<ip>"],
  ["fe80::1:2:3", "<ip>"],
  ["0x7f3a", "<id>"],
  ["(550e8400-e29b-41d4-a716-446655440000)", "(<id>)"],
  ["deadbeef01", "<id>"],
  ["cart-6d5f7c9b8-x2x4z", "cart-<*>"],
  ["/api/v1/carts/77/items?page=2", "/api/v1/carts/<*>/items?<*>"],
  ["http://db-0.shop.svc:5432/orders", "http://db-<*>.shop.svc:<*>/orders"],
  ["main.go:123]", "main.go:<*>]"],
  ["x509:", "x509:"],
  ["HTTP/1.1", "HTTP/1.1"],
  ["sha256", "sha256"],
];

describe("maskToken", () => {
  for (const [token, masked] of MASKED) {
    it(`turns ${token} into ${masked}`, () => assertEquals(maskToken(token), masked));
  }
});
