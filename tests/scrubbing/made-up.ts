import type { Random } from "../../server/stage/ports.ts";

/** Things that identify somebody, made up by chance: every way of writing them that the set knows. */

export type Make = (random: Random) => string;

const pick = <T>(random: Random, from: readonly T[]): T =>
  from[Math.floor(random() * from.length)] as T;
const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join("");
const oneOf =
  (...makes: readonly Make[]): Make =>
  (random) =>
    pick(random, makes)(random);
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const word = (random: Random, least: number, most: number): string =>
  Array.from({ length: least + Math.floor(random() * (most - least + 1)) }, () =>
    pick(random, [...LETTERS]),
  ).join("");
const USERS = [
  "anna.keller",
  "jmorris",
  "lin_wei",
  "dave-b",
  "k.okafor",
  "maria",
  "zhangsan",
  "t0m",
];
const HOSTS = [
  "gmail.com",
  "outlook.com",
  "example.org",
  "mail.co.uk",
  "qq.com",
  "163.com",
  "posteo.de",
];
const user: Make = (random) => pick(random, USERS) + (random() < 0.4 ? digits(random, 2) : "");
const wide = (text: string): string =>
  [...text]
    .map((c) => (/[!-~]/u.test(c) ? String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0) : c))
    .join("");

/** What the patterns were written with in view. */
export const TUNED: Readonly<Record<string, Make>> = {
  email: oneOf(
    (r) => `${user(r)}@${pick(r, HOSTS)}`,
    (r) => `${user(r)}+${word(r, 2, 5)}@${word(r, 4, 8)}.com`,
    (r) => `${user(r)} (at) ${word(r, 4, 8)} (dot) com`,
    (r) => wide(`${word(r, 4, 7)}@${word(r, 3, 6)}.com`),
    (r) => `${user(r).toUpperCase()}@${pick(r, HOSTS)}`,
    (r) => `mailto:${word(r, 4, 8)}@${word(r, 4, 8)}.fr`,
    (r) => `${word(r, 4, 8)}[at]${word(r, 4, 8)}[dot]org`,
    (r) => `"${word(r, 4, 8)}"@${word(r, 4, 8)}.ch`,
  ),
  phone: oneOf(
    (r) => `+44 7${digits(r, 3)} ${digits(r, 6)}`,
    (r) => `+1 ${digits(r, 3)}-${digits(r, 3)}-${digits(r, 4)}`,
    (r) => `1${pick(r, ["3", "5", "8"])}${digits(r, 9)}`,
    (r) => `1${pick(r, ["3", "7", "9"])}${digits(r, 1)} ${digits(r, 4)} ${digits(r, 4)}`,
    (r) => `1${pick(r, ["3", "7", "9"])}${digits(r, 1)}-${digits(r, 4)}-${digits(r, 4)}`,
    (r) => `010-${digits(r, 8)}`,
    (r) => `(${digits(r, 3)}) ${digits(r, 3)}-${digits(r, 4)}`,
    (r) => wide(`13${digits(r, 9)}`),
    (r) => `07${digits(r, 3)} ${digits(r, 6)}`,
    (r) => `020 7${digits(r, 3)} ${digits(r, 4)}`,
    (r) => `06 ${digits(r, 2)} ${digits(r, 2)} ${digits(r, 2)} ${digits(r, 2)}`,
  ),
  url: oneOf(
    (r) => `https://${word(r, 4, 9)}.com/${word(r, 2, 6)}?q=${digits(r, 3)}`,
    (r) => `www.${word(r, 4, 9)}.net`,
    (r) => `${word(r, 5, 9)}.org/${word(r, 3, 7)}`,
    (r) => `http://${word(r, 4, 9)}.cn/${digits(r, 4)}`,
  ),
  ip: oneOf(
    (r) => `192.168.${1 + Math.floor(r() * 250)}.${1 + Math.floor(r() * 250)}`,
    (r) => `10.${1 + Math.floor(r() * 250)}.${1 + Math.floor(r() * 250)}.7:8080`,
    (r) => `2001:db8::ff${digits(r, 2)}:42:${digits(r, 4)}`,
    (r) => `fe80::${digits(r, 3)}a:${digits(r, 4)}`,
  ),
  number: oneOf(
    (r) => digits(r, 8 + Math.floor(r() * 8)).replace(/^0/u, "4"),
    (r) => `4${digits(r, 3)} ${digits(r, 4)} ${digits(r, 4)} ${digits(r, 4)}`,
    (r) => `11010519${digits(r, 9)}X`,
  ),
  handle: oneOf(
    (r) => `@${word(r, 4, 8)}_${digits(r, 2)}`,
    (r) => `@${word(r, 5, 9)}`,
    (r) => `${word(r, 4, 8)}#${digits(r, 4)}`,
  ),
};

/**
 * Written after the patterns. Forms of an earlier held-out half that were missed stand above now, among those that the
 * patterns were mended with; new forms took their place here, and nothing was mended for these.
 */
export const HELD: Readonly<Record<string, Make>> = {
  email: oneOf(
    (r) => `${word(r, 3, 6)}.${word(r, 5, 9)}@${word(r, 5, 9)}.edu.cn`,
    (r) => `${word(r, 1, 2)}${digits(r, 6)}@foxmail.com`,
    (r) => `${word(r, 6, 9)}@${word(r, 3, 5)}-${word(r, 4, 6)}.io`,
    (r) => `${word(r, 5, 8)} at ${word(r, 5, 8)} dot net`,
    (r) => `${word(r, 4, 8)}_${word(r, 3, 6)}${digits(r, 2)}@yahoo.fr`,
    (r) => `${word(r, 4, 8)}.${word(r, 3, 6)}＠${word(r, 4, 8)}.com`,
    (r) => `${word(r, 4, 8)} @ ${word(r, 4, 8)}.com`,
    (r) => `${word(r, 4, 8)}(at)${word(r, 4, 8)}.de`,
    (r) => `${word(r, 4, 8)}@${word(r, 2, 4)}.${word(r, 4, 8)}.ac.uk`,
    (r) => `${digits(r, 9)}@qq.com`,
  ),
  phone: oneOf(
    (r) => `+49 (0)30 ${digits(r, 4)} ${digits(r, 4)}`,
    (r) => `+86 13${digits(r, 1)} ${digits(r, 4)} ${digits(r, 4)}`,
    (r) => `0086-15${digits(r, 9)}`,
    (r) => `${2 + Math.floor(r() * 7)}${digits(r, 2)}.${digits(r, 3)}.${digits(r, 4)}`,
    (r) => `0755-${2 + Math.floor(r() * 7)}${digits(r, 7)}`,
    (r) => `+61 4${digits(r, 2)} ${digits(r, 3)} ${digits(r, 3)}`,
    (r) => `(0${2 + Math.floor(r() * 7)}1) ${digits(r, 3)} ${digits(r, 4)}`,
    (r) => `400-${digits(r, 3)}-${digits(r, 4)}`,
    (r) => `1 (${2 + Math.floor(r() * 7)}${digits(r, 2)}) ${digits(r, 3)}-${digits(r, 4)}`,
    (r) => `+33.6.${digits(r, 2)}.${digits(r, 2)}.${digits(r, 2)}.${digits(r, 2)}`,
  ),
  url: oneOf(
    (r) =>
      `https://www.${word(r, 4, 9)}.de/${word(r, 2, 6)}/${word(r, 2, 6)}.html#${word(r, 2, 4)}`,
    (r) => `HTTP://${word(r, 4, 9).toUpperCase()}.COM`,
    (r) => `t.me/${word(r, 5, 9)}`,
    (r) => `${word(r, 4, 8)}.github.io`,
  ),
  ip: oneOf(
    (r) =>
      `${11 + Math.floor(r() * 150)}.${Math.floor(r() * 250)}.${Math.floor(r() * 250)}.${Math.floor(r() * 250)}`,
    (r) => `2a02:${digits(r, 4)}:${digits(r, 3)}:0:0:0:${digits(r, 2)}f:1`,
    (r) => `00:1a:${digits(r, 2)}:3c:${digits(r, 2)}:5e`,
  ),
  number: oneOf(
    (r) =>
      `DE${digits(r, 2)} ${digits(r, 4)} ${digits(r, 4)} ${digits(r, 4)} ${digits(r, 4)} ${digits(r, 2)}`,
    (r) => `${pick(r, ["E", "G", "AB"])}${digits(r, 8)}`,
    (r) => `5${digits(r, 3)}-${digits(r, 4)}-${digits(r, 4)}-${digits(r, 4)}`,
    (r) => `62${digits(r, 17)}`,
  ),
  handle: oneOf(
    (r) => `@${word(r, 3, 6)}.${word(r, 3, 6)}`,
    (r) => `@_${word(r, 4, 7)}${digits(r, 3)}`,
    (r) => `@${word(r, 4, 9).toUpperCase()}`,
  ),
};

/** A player's name as it joined, and a way in which others write it. */
export type Called = (name: string, random: Random) => string;

/** What friends say: the first word that is no title. */
const first = (name: string): string => name.replace(/^(?:Sir|Van) /u, "").split(" ")[0] ?? name;
const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "");

export const TUNED_CALLS: readonly Called[] = [
  (name) => name,
  first,
  (name) => name.toUpperCase(),
  (name) => first(name).toLowerCase(),
  (name) => (/^\p{Script=Han}/u.test(name) ? name : `${first(name)}'s`),
  wide,
  plain,
];
export const HELD_CALLS: readonly Called[] = [
  (name) => (/^\p{Script=Han}{3}$/u.test(name) ? name.slice(1) : (name.split(" ").at(-1) ?? name)),
  (name) => (/^\p{Script=Han}/u.test(name) ? name : `${name}’s`),
  (name) => name.normalize("NFD"),
  (name) => first(name).toUpperCase(),
  (name) => name.replace(" ", "  "),
];

/** Names by which players join. */
export const TUNED_NAMES: readonly string[] = [
  "Ayla Brandt",
  "Zoë Müller",
  "Tomasz Wiśniewski",
  "Priya",
  "Jürgen Vogt",
  "Kwame Mensah",
  "Bjørn",
  "María José Ruiz",
  "李小龙",
  "王伟",
  "欧阳静雯",
  "陈思远",
  "Anne-Marie Duval",
  "Sir Percival Knox",
];
export const HELD_NAMES: readonly string[] = [
  "Niamh O'Connor",
  "Søren Kierulf",
  "Chloé Dubois",
  "Oluwaseun Adeyemi",
  "Ivana Nováková",
  "Takumi",
  "Benedikt Strauß",
  "赵雅婷",
  "周杰",
  "司马青云",
  "孙美玲",
  "Van Helmont",
  "Quentin 2",
  "Yusuf El-Amin",
];
