import { InvalidRequest, isId } from '@flexspace/kernel';

/** The id in a field. Throws INVALID_REQUEST that names the field. */
export const idIn = <Id>(path: string, value: number, parse: (value: number) => Id): Id => {
  if (!isId(value)) throw InvalidRequest.field(path, 'must be a positive integer');
  return parse(value);
};

/** The same for a filter or a patch, where 0 or absence means that there is none. */
export const optionalIdIn = <Id>(
  path: string,
  value: number | undefined,
  parse: (value: number) => Id,
): Id | undefined => (value === undefined || value === 0 ? undefined : idIn(path, value, parse));
