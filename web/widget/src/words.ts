// Every text of the widget. Each language has two files, of which a visitor loads one at first, and the other one when it
// is needed.
import type en from './words/en';
import type enLater from './words/en_later';

// The forms that a language has for a count; Intl.PluralRules says which one is meant.
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
type Same<Value> = Value extends string ? string : Value extends { other: string } ? Plural : { [Key in keyof Value]: Same<Value[Key]> };
export type Words = Same<typeof en>;
export type Later = Same<typeof enLater>;

type File = () => Promise<{ default: Words; later: () => Promise<{ default: Later }> }>;

const languages: Record<string, File> = {
  en: () => import('./words/en'),
  es: () => import('./words/es'),
  fr: () => import('./words/fr'),
  de: () => import('./words/de'),
  ar: () => import('./words/ar'),
};

const fileOf = (language: string) => languages[language.slice(0, 2).toLowerCase()];

// The first language that the widget has, of those that the site and then the visitor want. A visitor says more than the
// site where both want the same: `en-GB` rather than `en`.
export function chooseLanguage(wanted: (string | null)[]): string {
  const found = wanted.find((language) => language && fileOf(language)) ?? 'en';
  return wanted.find((language) => language?.startsWith(`${found}-`)) ?? found;
}

export const loadWords = async (language: string): Promise<Words> => (await fileOf(language)!()).default;
export const loadLater = async (language: string): Promise<Later> => (await (await fileOf(language)!()).later()).default;
