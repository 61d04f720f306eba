/** A subscription's name is a secret by itself, also under an address that somebody mistyped. */
const SECRET_PART = /(?<=\/calendar\/)[^/?#]+|[^/?#]+(?=\.ics\b)/gi;

const decoded = (text: string): string => {
  try {
    return decodeURI(text);
  } catch {
    // Whatever it means, it is told as it came.
    return text;
  }
};

/** Which parameters a query has. Their values are sign-in codes and states as often as not, so none is told. */
export const publicQuery = (query: string): string =>
  query
    .replace(/^\?/, '')
    .split('&')
    .map((part) => part.replace(/=.*$/, ''))
    .join('&');

/** An address, or a path with or without a query, as telemetry may tell it to whoever reads traces. */
export const publicUrl = (address: string): string => {
  const [path = '', ...query] = address.split('?');
  const told = decoded(path).replace(SECRET_PART, '…');
  return query.length === 0 ? told : `${told}?${publicQuery(query.join('?'))}`;
};
