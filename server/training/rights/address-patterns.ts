import { re, type DataPattern } from "./data-pattern.ts";

const STREETS =
  "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Square|Sq|Terrace|Place|Pl|Way|Close|Crescent|Row|Gardens|Grove|Mews|Walk|Wharf|Highway|Hwy";

/** Addresses of streets, boxes and villages, as far as their form tells them. */
export const ADDRESSES: readonly DataPattern[] = [
  {
    kind: "address",
    cased: true,
    of: new RegExp(
      String.raw`(?<![\p{L}\p{N}.,])(?:(?:Flat|Apt|Apartment|Unit|Suite|Room)\.?\s?\d{1,4}[A-Za-z]?,?\s)?\d{1,5}(?:[A-Za-z]|-\d{1,4})?,?\s(?:[NSEW]\.?\s)?(?:(?:[A-Z][A-Za-z'\-]{1,24}\s){1,3}|\d{1,3}(?:st|nd|rd|th)\s)(?:${STREETS})(?![A-Za-z])\.?(?:,?\s(?:Apt|Apartment|Flat|Unit|Suite)\.?\s?[\dA-Za-z]{1,5}(?![A-Za-z]))?`,
      "gu",
    ),
  },
  {
    kind: "address",
    cased: true,
    of: /(?<![A-Za-z0-9])[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}(?![A-Za-z0-9])/gu,
  },
  {
    kind: "address",
    cased: true,
    of: /(?<![A-Za-z0-9])[A-Z]{2}\s\d{5}(?:-\d{4})?(?![A-Za-z0-9-])/gu,
  },
  // Streets of other countries: what kind of street it is stands before its name, or at its end.
  {
    kind: "address",
    of: re(
      String.raw`(?<![\p{L}\p{N}.,])\d{1,4}(?:\s(?:bis|ter))?,?\s(?:rue|avenue|boulevard|quai|chemin|impasse|allee|place)\s(?:(?:de|du|des|la|le|les)\s|[ld]'){0,3}[\p{L}'\-]{2,24}(?:,\s\d{5})?`,
    ),
  },
  {
    kind: "address",
    of: re(
      String.raw`(?<![\p{L}\p{N}])(?:calle|avenida|plaza|paseo|via|viale|piazza|corso|rua)\s(?:(?:de|del|della|di|la|las|los|do|da)\s){0,2}[\p{L}'\-]{2,24},?\s\d{1,4}(?:,\s?\d{1,2}[oº°]?(?:\s[a-z])?)?(?![\p{L}\p{N}])`,
    ),
  },
  {
    kind: "address",
    of: re(
      String.raw`(?<![\p{L}\p{N}])\p{L}[\p{L}\-]{2,30}(?:straße|strasse|str\.|gasse|platz|allee|damm)\s\d{1,4}[a-z]?(?:,?\s\d{5})?(?![\p{L}\p{N}])`,
    ),
  },
  {
    kind: "address",
    of: re(String.raw`(?<![\p{L}\p{N}])(?:p\.?\s?o\.?\s?box|postfach|apartado)\s?\d{1,6}(?!\d)`),
  },
  {
    kind: "address",
    of: /(?:村|屯|庄|寨)\s?\d{1,3}\s?组\s?\d{1,4}\s?号?/gu,
    left: hanBefore,
  },
  {
    kind: "address",
    of: /(?:路|街|大道|道|巷|弄|胡同)\s?\d{1,5}\s?(?:号|弄)(?:院|楼)?(?:\s?\d{1,4}\s?(?:栋|幢|号楼|单元|室|层|楼|号)){0,4}/gu,
    left: hanBefore,
  },
];

/** The place's own name, which stands before the kind of street it is. */
function hanBefore(before: string): number {
  const name = /(?:(?![在住是到去于往从来回的我你他她家写下记给叫，])\p{Script=Han}){1,16}$/u;
  return name.exec(before)?.[0].length ?? 0;
}
