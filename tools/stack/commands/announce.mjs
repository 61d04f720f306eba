/**
 * The last words of a start: where it is and whom one may sign in as.
 * @param {import('../progress.mjs').Progress} progress
 * @param {{ publicUrl: string, accounts: import('../product/stack-state.mjs').Account[], detached: boolean }} stack
 */
export function announceReady(progress, { publicUrl, accounts, detached }) {
  progress.say(`\n  FlexSpace is ready: ${publicUrl}  (${progress.elapsed()})`);
  if (accounts.length > 0) {
    const width = Math.max(...accounts.map(({ username }) => username.length), 'user name'.length);
    progress.say(`\n  ${'user name'.padEnd(width)}  password`);
    for (const { username, password, role } of accounts) {
      progress.say(`  ${username.padEnd(width)}  ${password}   ${role.replaceAll('_', ' ')}`);
    }
  }
  progress.say(detached ? '\n  npm stop ends it.\n' : '\n  Ctrl-C ends it.\n');
}
