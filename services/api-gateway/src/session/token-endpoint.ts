import { Unavailable } from '@flexspace/kernel';
import { z } from 'zod';

/** Keycloak did not accept what a person brought: a password, a code, a refresh token. */
export class KeycloakRefusal extends Error {
  readonly description: string;

  constructor(description: string) {
    super(`Keycloak refused: ${description}`);
    this.name = 'KeycloakRefusal';
    this.description = description;
  }
}

const refusal = z.object({ error: z.string(), error_description: z.string().default('') });
/** The one refusal that is about the person; every other one is about us, our client or our request. */
const PERSONAL = 'invalid_grant';
const TIMEOUT_MS = 8_000;
const SERVICE = 'The sign-in service';

/**
 * Sends a form to Keycloak and gives back its JSON, or undefined for an empty answer. A page of a proxy, a cut connection and
 * silence are all UNAVAILABLE: none of them may end the process or keep a person waiting for ever.
 */
export const postForm = async (url: string, form: Readonly<Record<string, string>>): Promise<object | undefined> => {
  const { status, text } = await send(url, form);
  if (text === '' && status < 300) return undefined;
  const body = parseObject(text);
  if (status < 300 && body !== undefined) return body;
  const refused = refusal.safeParse(body);
  if (status >= 400 && status < 500 && refused.data?.error === PERSONAL) {
    throw new KeycloakRefusal(refused.data.error_description);
  }
  throw new Unavailable(
    SERVICE,
    new Error(`Keycloak answered ${status} ${refused.data?.error ?? 'and not what was asked for'}`),
  );
};

const send = async (url: string, form: Readonly<Record<string, string>>): Promise<{ status: number; text: string }> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    throw new Unavailable(SERVICE, error);
  }
};

const parseObject = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
