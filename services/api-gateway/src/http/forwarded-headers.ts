import type { IncomingMessage } from 'node:http';

/** Meant for one connection, not for the next one. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export interface ForwardedFrom {
  /** The origin that the browser sees. */
  readonly publicUrl: URL;
  readonly requestId: string;
}

/** A request's headers for the server behind: who asked, and under which address. What the client says about that is dropped. */
export const forwardedHeaders = (
  request: Pick<IncomingMessage, 'headers' | 'socket'>,
  { publicUrl, requestId }: ForwardedFrom,
): Record<string, string | string[]> => {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && !HOP_BY_HOP.has(name)) headers[name] = value;
  }
  headers['x-forwarded-for'] = request.socket.remoteAddress ?? '';
  headers['x-forwarded-host'] = request.headers.host ?? publicUrl.host;
  headers['x-forwarded-proto'] = publicUrl.protocol.replace(':', '');
  headers['x-request-id'] = requestId;
  delete headers['forwarded'];
  delete headers['x-forwarded-port'];
  return headers;
};

/** What comes back, without what belongs to the connection. */
export const answeredHeaders = (headers: IncomingMessage['headers']): Record<string, string | string[]> => {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !HOP_BY_HOP.has(name)) kept[name] = value;
  }
  return kept;
};
