/** The claims of a token that somebody else has verified. */
export const tokenClaims = (token: string): Readonly<Record<string, unknown>> => {
  const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return typeof payload === 'object' && payload !== null ? { ...payload } : {};
};
