// The part of an address that is made from a name: "Café & Bar" -> "cafe-bar".
const charactersMax = 63;

export function slugOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, charactersMax);
}
