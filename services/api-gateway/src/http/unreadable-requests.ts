import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { InvalidRequest } from '@flexspace/kernel';
import { PROBLEM_TYPE, toProblem } from './problem-details.js';

const WORDS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'with the address are longer than 16 KB',
  ERR_HTTP_REQUEST_TIMEOUT: 'did not arrive in time',
};

/**
 * Answers bytes on a connection that are no request, or too long a one. They never reach a route, and would else be answered by
 * the library in words of its own.
 */
export const answerUnreadable = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy(error);
    return;
  }
  const requestId = randomUUID();
  const problem = toProblem(InvalidRequest.field('headers', WORDS[error.code ?? ''] ?? 'are not HTTP'), requestId);
  const body = JSON.stringify(problem);
  const head = [
    'HTTP/1.1 400 Bad Request',
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'x-content-type-options: nosniff',
    `x-request-id: ${requestId}`,
    'cache-control: no-store',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
};
