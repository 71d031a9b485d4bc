import { re, type DataPattern } from "./data-pattern.ts";

/** Dates of birth, where the words around a day say that it is one. */
export const BIRTH_DATES: readonly DataPattern[] = birthDates();

/** A day is anybody's, unless somebody was born on it. */
function birthDates(): DataPattern[] {
  const month =
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
  const day = String.raw`\d{1,2}(?:st|nd|rd|th)?`;
  const year = String.raw`(?:,?\s\d{4})?`;
  const forms = [
    String.raw`\d{1,4}[.\/\-]\d{1,2}[.\/\-]\d{1,4}`,
    String.raw`${day}\s(?:of\s)?(?:${month})\.?${year}`,
    String.raw`(?:${month})\.?\s${day}${year}`,
    String.raw`\d{2,4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?[日号]?`,
    String.raw`\d{1,2}\s?月\s?\d{1,2}\s?[日号]`,
  ];
  const born =
    /(?:\bborn\b|birthday|\bbirth\b|\bd\.?o\.?b\b|\bb\.|生日|出生|生于|诞辰)[^.!?。！？]{0,24}$/u;
  return forms.flatMap((form): DataPattern[] => [
    {
      kind: "birth",
      of: re(String.raw`(?<![\p{N}.,:\/\-])${form}(?![\p{N}:\/\-])`),
      is: (_found, before) => born.test(before),
    },
    { kind: "birth", of: re(String.raw`(?<![\p{N}.,:\/\-])${form}(?=出?生)`) },
  ]);
}
