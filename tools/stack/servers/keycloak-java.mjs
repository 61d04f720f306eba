import path from 'node:path';

/**
 * For a server of a few people that must be up soon: the simple collector and the first compiler alone start fastest.
 */
const JVM_OPTIONS = [
  '-Xms64m',
  '-Xmx512m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:MaxMetaspaceSize=256m',
  '-XX:+ExitOnOutOfMemoryError',
  '-Dfile.encoding=UTF-8',
  '-Duser.language=en',
  '-Duser.country=US',
];

/** What Keycloak's own launch script passes. */
const KEYCLOAK_OPTIONS = [
  '-Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory',
  '-Djava.util.logging.manager=org.jboss.logmanager.LogManager',
  '-Dpicocli.disable.closures=true',
  '--enable-native-access=ALL-UNNAMED',
  ...['util', 'util.concurrent', 'security', 'lang'].flatMap((name) => [
    '--add-opens',
    `java.base/java.${name}=ALL-UNNAMED`,
  ]),
];

/**
 * The arguments for `java`. Its launch script is not used: that is a shell that forks Java, and so its process id is
 * not the server's.
 * @param {string} home
 * @param {string[]} args
 */
export function keycloakCommand(home, args) {
  return [
    ...JVM_OPTIONS,
    ...KEYCLOAK_OPTIONS,
    `-Dkc.home.dir=${home}`,
    `-Djboss.server.config.dir=${path.join(home, 'conf')}`,
    '-cp',
    path.join(home, 'lib/quarkus-run.jar'),
    'io.quarkus.bootstrap.runner.QuarkusEntryPoint',
    ...args,
  ];
}
