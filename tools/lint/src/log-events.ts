import { readFileSync } from 'node:fs';
import ts from 'typescript';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug'] as const;
export type Level = (typeof LEVELS)[number];

export interface LogEvent {
  readonly event: string;
  readonly levels: readonly Level[];
}

const isLevel = (text: string): text is Level => LEVELS.some((level) => level === text);

/** `logger.warn`, `request.log.info` and a function called `warn`: the levels that a call may log at; none where it is no log call. */
const levelsOf = (callee: ts.Expression): readonly Level[] => {
  if (ts.isIdentifier(callee)) return isLevel(callee.text) ? [callee.text] : [];
  if (ts.isPropertyAccessExpression(callee)) {
    return isLevel(callee.name.text) && isLogger(callee.expression) ? [callee.name.text] : [];
  }
  if (!ts.isElementAccessExpression(callee) || !isLogger(callee.expression)) return [];
  const literals = literalsIn(callee.argumentExpression).filter(isLevel);
  // A level in a variable says no more than that it is one of the quiet ones.
  return literals.length > 0 ? literals : ['info', 'debug'];
};

const isLogger = (expression: ts.Expression): boolean => /(^|\.)log(ger)?$/i.test(expression.getText());

const literalsIn = (node: ts.Node): string[] => {
  if (ts.isStringLiteral(node)) return [node.text];
  if (ts.isConditionalExpression(node)) return [...literalsIn(node.whenTrue), ...literalsIn(node.whenFalse)];
  return [];
};

/** What a source file logs: messages are constants, so they can be read without running anything. */
export const logEventsOf = (file: string): LogEvent[] => {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: LogEvent[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const levels = levelsOf(node.expression);
      const message = node.arguments.at(-1);
      const events = levels.length > 0 && message !== undefined ? literalsIn(message) : [];
      for (const event of events) found.push({ event, levels });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};
