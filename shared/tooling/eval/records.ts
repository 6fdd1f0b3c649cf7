/**
 * An answer as the records that facts have to stand in: a line of text, a row of a table, an object of JSON, an item
 * of a YAML list or a YAML document.
 */

import { parse as parseYaml } from "yaml";
import { objectText } from "./object_text.ts";

export interface AnswerRecord {
  readonly text: string;
  /** Where it ends in the answer, in characters; exact for lines and YAML, by its share for JSON. */
  readonly end: number;
}

/** Splits an answer. What is neither JSON nor YAML is lines. */
export function recordsOf(answer: string): readonly AnswerRecord[] {
  const json = jsonRecords(answer);
  if (json !== undefined) return json;
  return blocksOf(answer).flatMap((block) => yamlRecord(block) ?? linesOf(block))
    .filter(({ text }) => text.trim() !== "");
}

interface Block {
  readonly text: string;
  readonly start: number;
}

/** Lines, except that an item of a YAML list and a YAML document each stay whole. */
function blocksOf(answer: string): readonly Block[] {
  const starts = [...answer.matchAll(/^(?:- (?=\S+:)|apiVersion: |---$)/gm)].map(({ index }) =>
    index
  );
  if (starts.length === 0 || !/^(?:- \w+:\s*$|- \w+: |apiVersion: )/m.test(answer)) {
    return [{ text: answer, start: 0 }];
  }
  const bounds = [0, ...starts, answer.length];
  return bounds.slice(0, -1).map((start, i) => ({
    start,
    text: answer.slice(start, bounds[i + 1]),
  }))
    .filter(({ text }) => text !== "");
}

function yamlRecord({ text, start }: Block): readonly AnswerRecord[] | undefined {
  if (!/^(?:- \S+:|apiVersion: )/.test(text)) return undefined;
  try {
    const parsed: unknown = parseYaml(text);
    const object = Array.isArray(parsed) ? parsed[0] : parsed;
    if (typeof object !== "object" || object === null) return undefined;
    return [{ text: objectText(object), end: start + text.length }];
  } catch {
    return undefined;
  }
}

function linesOf({ text, start }: Block): readonly AnswerRecord[] {
  let end = start;
  return text.split("\n").map((line) => {
    end += line.length + 1;
    return { text: line, end };
  });
}

function jsonRecords(answer: string): readonly AnswerRecord[] | undefined {
  const values = jsonValues(answer);
  if (values === undefined) return undefined;
  const texts = values.flatMap(objectsOf);
  return texts.map((text, i) => ({ text, end: Math.ceil(answer.length * (i + 1) / texts.length) }));
}

/** The JSON values of an answer: one in all, or one on each line. */
function jsonValues(answer: string): readonly unknown[] | undefined {
  if (!/^\s*[[{]/.test(answer)) return undefined;
  for (const texts of [[answer], answer.split("\n").filter((line) => line.trim() !== "")]) {
    try {
      return texts.map((text) => JSON.parse(text));
    } catch {
      continue;
    }
  }
  return undefined;
}

/** The text of each object that is about one thing; what only holds a list of objects is not. */
function objectsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(objectsOf);
  if (typeof value === "string") return value.split("\n");
  if (typeof value !== "object" || value === null) return [String(value)];
  const isOne = "metadata" in value || !Object.values(value).some(holdsObjects);
  return isOne
    ? [objectText(value)]
    : Object.entries(value).flatMap(([key, part]) =>
      typeof part === "object" && part !== null ? objectsOf(part) : [`${key}=${String(part)}`]
    );
}

function holdsObjects(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.some((item) => typeof item === "object" && item !== null && !Array.isArray(item));
  }
  return typeof value === "object" && value !== null && Object.values(value).some(holdsObjects);
}
