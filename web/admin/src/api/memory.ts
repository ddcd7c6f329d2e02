// What a browser keeps of a sign-in: the token against forgery, which is worth nothing without the cookies that no
// script can read, and the organization that a platform admin works in, each tab its own.

const signInName = 'btms_sign_in';
const organizationName = 'btms_organization';

interface SignInMemory {
  csrfToken: string;
  at: number; // when it was given; tells one from the next
}

const nothing: SignInMemory = { csrfToken: '', at: 0 };

export function signInMemory(): SignInMemory {
  try {
    return { ...nothing, ...(JSON.parse(localStorage.getItem(signInName) ?? '{}') as Partial<SignInMemory>) };
  } catch {
    return nothing;
  }
}

export function rememberSignIn(csrfToken: string): void {
  localStorage.setItem(signInName, JSON.stringify({ csrfToken, at: Date.now() }));
}

export function forgetSignIn(): void {
  localStorage.removeItem(signInName);
  sessionStorage.removeItem(organizationName);
}

export const organizationId = () => sessionStorage.getItem(organizationName);

export function chooseOrganization(id: string | null): void {
  if (id) sessionStorage.setItem(organizationName, id);
  else sessionStorage.removeItem(organizationName);
}
