import { NotFound, REASONS, type Reason } from '@flexspace/kernel';
import type { FastifyInstance } from 'fastify';
import { sendProblem } from './problem-details.js';
import { meaningOf, PROBLEM_PAGES, slugOf, statusOf, titleOf } from './problem-types.js';
import { STATIC_PAGE_HEADERS } from './security-headers.js';

const reasons = Object.keys(REASONS) as Reason[];
const bySlug = new Map(reasons.map((reason) => [slugOf(reason), reason]));

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Back-quoted words become code. */
const prose = (text: string): string => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:42rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark}code{font-size:.95em}</style>
</head><body>${body}</body></html>
`;

const problemPage = (reason: Reason): string =>
  page(
    titleOf(reason),
    `<h1>${prose(titleOf(reason))}</h1><p>${prose(meaningOf(reason))}</p>
<p>Status <code>${statusOf(reason)}</code>, reason <code>${reason}</code>.</p><p><a href="${PROBLEM_PAGES}">All problems</a></p>`,
  );

const indexPage = (): string =>
  page(
    'Problems',
    `<h1>Problems</h1><ul>${reasons
      .map(
        (reason) =>
          `<li><a href="${PROBLEM_PAGES}${slugOf(reason)}"><code>${reason}</code></a> ${prose(titleOf(reason))}</li>`,
      )
      .join('')}</ul>`,
  );

/** The pages that the `type` of a problem leads to. */
export const problemPages = (app: FastifyInstance): void => {
  const options = { config: { public: true }, schema: { hide: true } };
  app.get(PROBLEM_PAGES, options, (_request, reply) =>
    reply.headers(STATIC_PAGE_HEADERS).type('text/html; charset=utf-8').send(indexPage()),
  );
  app.get<{ Params: { slug: string } }>(`${PROBLEM_PAGES}:slug`, options, (request, reply) => {
    const reason = bySlug.get(request.params.slug);
    if (reason === undefined) return sendProblem(request, reply, new NotFound('page'));
    return reply.headers(STATIC_PAGE_HEADERS).type('text/html; charset=utf-8').send(problemPage(reason));
  });
};
